package org.likeness.evaluate.copies;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.likeness.features.FeatureKind;

/**
 * How often an altered copy finds its original.
 *
 * @param top1 share of the copies whose nearest image among all originals is their own
 * @param meanReciprocalRank mean of 1 / rank of the own original
 * @param images number of originals, and of copies
 * @param features which numbers were compared
 * @param protocol how copies are made and compared, as one phrase
 */
public record CopyReport(
    double top1, double meanReciprocalRank, int images, FeatureKind features, String protocol) {
  public CopyReport {
    requireNonNull(features, "features is null");
    requireNonNull(protocol, "protocol is null");
  }

  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("top1", top1);
    json.put("mean_reciprocal_rank", meanReciprocalRank);
    json.put("images", images);
    json.put("features", features.label());
    json.put("protocol", protocol);
    return json;
  }

  /** One line: the numbers and their protocol. */
  public String phrase() {
    return String.format(
        Locale.ROOT,
        "%.4f of the altered copies find their original first, mean reciprocal rank %.4f (%s)",
        top1,
        meanReciprocalRank,
        protocol);
  }
}
