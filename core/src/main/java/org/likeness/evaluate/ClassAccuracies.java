package org.likeness.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figure;

/** The accuracy of each class as a line, for more classes than a confusion matrix has room for. */
public final class ClassAccuracies {
  private static final double PERCENT = 100;

  private ClassAccuracies() {}

  /**
   * The accuracies in percent, from the best class to the worst.
   *
   * @param classes {@code per_class} of a report
   * @param title above it
   * @param caption below it
   * @return empty if fewer than two classes have test images
   */
  public static Optional<Figure> figure(JsonNode classes, String title, String caption) {
    List<Double> percents = new ArrayList<>();
    for (JsonNode row : classes) {
      if (row.path("accuracy").isNumber()) {
        percents.add(PERCENT * row.path("accuracy").doubleValue());
      }
    }
    if (percents.size() < 2) {
      return Optional.empty();
    }
    percents.sort(Collections.reverseOrder());
    List<Double> places =
        IntStream.rangeClosed(1, percents.size()).mapToObj(place -> (double) place).toList();
    return Optional.of(
        new Curves(title, "classes, from the best to the worst", "accuracy, %")
            .vertical(0, PERCENT)
            .caption(caption)
            .draw(List.of(new Curve("accuracy of each class", places, percents))));
  }
}
