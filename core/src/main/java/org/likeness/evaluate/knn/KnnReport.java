package org.likeness.evaluate.knn;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * The result of a kNN classification.
 *
 * @param accuracy fraction of the queries that are classified correctly
 * @param balancedAccuracy mean over the classes of the queries of the fraction classified correctly
 * @param classes number of classes in bank and queries
 * @param protocol what the two numbers depend on
 */
public record KnnReport(double accuracy, double balancedAccuracy, int classes, Protocol protocol) {
  public KnnReport {
    requireNonNull(protocol, "protocol is null");
  }

  /** The protocol and the numbers as one flat object. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("accuracy", accuracy);
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
