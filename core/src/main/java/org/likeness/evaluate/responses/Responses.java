package org.likeness.evaluate.responses;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.likeness.classifier.Answer;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.evaluate.Report;
import org.likeness.io.Json;

/**
 * Collects the answers of a classifier for a report, in which {@code rows} has an object for each
 * image: {@code image}, {@code class} where it is known, and {@code answers} with {@code class} and
 * {@code probability}, the most probable first. {@code classifier} says what trained it, {@code
 * features} and {@code encoder} (a hash) what it reads.
 */
public final class Responses {
  /** The name of the reports. */
  public static final String NAME = "responses";

  static final String ROWS = "rows";
  static final String CLASS = "class";
  static final String IMAGE = "image";
  static final String ANSWERS = "answers";
  static final String PROBABILITY = "probability";

  private final FeatureClassifier classifier;
  private final ArrayNode rows = Json.object().putArray(ROWS);

  public Responses(FeatureClassifier classifier) {
    this.classifier = requireNonNull(classifier, "classifier is null");
  }

  /**
   * Adds the answers to one image.
   *
   * @param image by which {@link org.likeness.figure.NamedImages} finds it
   * @param name of its own class, if that is known
   */
  public void add(String image, Optional<String> name, List<Answer> answers) {
    ObjectNode row = rows.addObject();
    row.put(IMAGE, image);
    name.ifPresent(own -> row.put(CLASS, own));
    ArrayNode array = row.putArray(ANSWERS);
    for (Answer answer : answers) {
      array.addObject().put(CLASS, answer.name()).put(PROBABILITY, answer.probability());
    }
  }

  /**
   * The report.
   *
   * @param images where they are from, such as {@code of emoji}
   * @param classes most answers to each
   */
  public Report report(String images, int classes) {
    ObjectNode body = Json.object();
    body.put("images", rows.size());
    body.put(
        "protocol",
        String.format(
            Locale.ROOT,
            "%,d image%s %s, the %d most probable classes of the classifier by %s, %s features",
            rows.size(),
            rows.size() == 1 ? "" : "s",
            images,
            classes,
            classifier.origin(),
            classifier.features().label()));
    body.put("classifier", classifier.origin());
    body.put("features", classifier.features().label());
    body.put("encoder", classifier.encoder());
    body.set(ROWS, rows);
    return Report.of(NAME, body);
  }
}
