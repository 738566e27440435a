package org.likeness.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.likeness.figure.Bars;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;

/** The accuracy of each class, for more classes than a confusion matrix has room for. */
public final class ClassAccuracies {
  private static final double PERCENT = 100;

  /** So many bars have room for their names. */
  private static final int NAMED = 30;

  /** The number of the most accurate classes, and of the least, that are named among more. */
  private static final int ENDS = 10;

  private ClassAccuracies() {}

  private record Accuracy(String name, double percent) {}

  /**
   * The accuracies in percent, from the best class to the worst: a bar for each, or a line and bars
   * of those at its ends where there are more than {@value #NAMED} classes.
   *
   * @param classes {@code per_class} of a report
   * @param title above it
   * @param caption below it
   * @return empty if fewer than two classes have test images
   */
  public static Optional<Figure> figure(JsonNode classes, String title, String caption) {
    List<Accuracy> all = new ArrayList<>();
    for (JsonNode row : classes) {
      if (row.path("accuracy").isNumber()) {
        all.add(
            new Accuracy(row.path("class").asText(), PERCENT * row.path("accuracy").doubleValue()));
      }
    }
    if (all.size() < 2) {
      return Optional.empty();
    }
    all.sort(Comparator.comparingDouble(Accuracy::percent).reversed());
    if (all.size() <= NAMED) {
      return Optional.of(bars(title, caption, all));
    }
    List<Accuracy> ends = new ArrayList<>(all.subList(0, ENDS));
    ends.addAll(all.subList(all.size() - ENDS, all.size()));
    String named =
        "The %d most and the %d least accurate of %d classes".formatted(ENDS, ENDS, all.size());
    return Optional.of(Figures.column(List.of(line(title, caption, all), bars(named, "", ends))));
  }

  private static Figure line(String title, String caption, List<Accuracy> all) {
    List<Double> places =
        IntStream.rangeClosed(1, all.size()).mapToObj(place -> (double) place).toList();
    return new Curves(title, "classes, from the best to the worst", "accuracy, %")
        .vertical(0, PERCENT)
        .caption(caption)
        .draw(List.of(new Curve("accuracy of each class", places, percents(all))));
  }

  private static Figure bars(String title, String caption, List<Accuracy> some) {
    return new Bars(title, "", "accuracy, %")
        .caption(caption)
        .draw(
            some.stream().map(Accuracy::name).toList(),
            List.of(new Bars.Series("accuracy of each class", percents(some))));
  }

  private static List<Double> percents(List<Accuracy> accuracies) {
    return accuracies.stream().map(Accuracy::percent).toList();
  }
}
