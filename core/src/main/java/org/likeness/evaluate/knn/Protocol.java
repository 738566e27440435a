package org.likeness.evaluate.knn;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.likeness.evaluate.Report;

/**
 * Everything that a kNN accuracy depends on. The accuracy of the same network differs by many
 * points between protocols, so an accuracy is always given with its protocol.
 *
 * @param vote how the neighbours vote
 * @param origin where the vectors come from
 * @param bankSize number of images that are searched
 * @param querySize number of queries
 */
public record Protocol(Vote vote, Origin origin, int bankSize, int querySize) {
  public Protocol {
    requireNonNull(vote, "vote is null");
    requireNonNull(origin, "origin is null");
  }

  /** One phrase for captions, tables and logs. */
  public String phrase() {
    return phrase(List.of(this));
  }

  /**
   * One phrase for several protocols that differ only in k and tau.
   *
   * @param protocols one or more
   */
  static String phrase(List<Protocol> protocols) {
    Protocol any = protocols.get(0);
    return String.format(
        Locale.ROOT,
        "weighted kNN, k = %s, tau = %s, %scosine of %s, bank %s (%,d images, %s%s), queries %s (%,d images%s), %s",
        joined(protocols, Protocol::neighbours),
        joined(protocols, protocol -> Double.toString(protocol.vote.tau())),
        any.vote.centred() ? "centred " : "",
        any.origin.features().phrase(),
        any.origin.bankName(),
        any.bankSize,
        any.origin.bank() == KnnBank.MEMORY ? "rows of the memory bank, queries by " : "",
        any.origin.transform(),
        any.origin.queryName(),
        any.querySize,
        any.vote.excludeSelf() ? ", each without itself" : "",
        Report.phrase(any.origin.epoch()));
  }

  private static String joined(List<Protocol> protocols, Function<Protocol, String> part) {
    return protocols.stream().map(part).distinct().collect(Collectors.joining(", "));
  }

  private String neighbours() {
    return vote.k() == vote.asked()
        ? Integer.toString(vote.k())
        : vote.k() + " (asked for " + vote.asked() + ", limited by the bank)";
  }

  /** The same as a flat JSON object. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("k", vote.k());
    json.put("k_asked", vote.asked());
    json.put("tau", vote.tau());
    json.put("similarity", vote.centred() ? "centred cosine" : "cosine");
    json.put("exclude_self", vote.excludeSelf());
    json.put("features", origin.features().label());
    json.put("transform", origin.transform());
    json.put("bank", origin.bankName());
    json.put("bank_vectors", origin.bank().label());
    json.put("bank_size", bankSize);
    json.put("queries", origin.queryName());
    json.put("query_size", querySize);
    json.put("epoch", origin.epoch());
    return json;
  }

  @Override
  public String toString() {
    return phrase();
  }
}
