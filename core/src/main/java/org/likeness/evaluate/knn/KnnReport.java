package org.likeness.evaluate.knn;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.likeness.evaluate.Classification;

/**
 * The result of a kNN classification.
 *
 * @param accuracy fraction of the queries that are classified correctly
 * @param top5 fraction whose class is one of the five with the most votes; empty if k is less than
 *     5 or the number of classes less than 6
 * @param balancedAccuracy mean over the classes of the queries of the fraction classified correctly
 * @param classes number of classes in bank and queries
 * @param predictions the predicted class of each query
 * @param protocol what the two numbers depend on
 */
public record KnnReport(
    double accuracy,
    OptionalDouble top5,
    double balancedAccuracy,
    int classes,
    List<Integer> predictions,
    Protocol protocol) {
  public KnnReport {
    requireNonNull(top5, "top5 is null");
    predictions = List.copyOf(predictions);
    requireNonNull(protocol, "protocol is null");
  }

  /** The protocol and the numbers, without predictions, as one flat object. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("accuracy", accuracy);
    top5.ifPresent(share -> json.put(Classification.TOP5, share));
    json.put("balanced_accuracy", balancedAccuracy);
    json.put("classes", classes);
    json.setAll(protocol.json());
    return json;
  }

  /** One line: the numbers and their protocol. */
  public String phrase() {
    return String.format(
        Locale.ROOT,
        "accuracy %.4f, balanced %.4f (%s)",
        accuracy,
        balancedAccuracy,
        protocol.phrase());
  }
}
