package org.likeness.evaluate.linear;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.likeness.evaluate.ClassAccuracies;
import org.likeness.evaluate.Classification;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.Score;
import org.likeness.figure.Confusion;
import org.likeness.figure.Figure;
import org.likeness.option.OptionValues;

/** Reads the reports of {@link LinearEvaluation}. */
final class LinearReader implements ReportReader {
  private static final String TITLE = "Linear classifier";
  private static final String ACCURACY = "accuracy";
  private static final String CLASS = "class";
  private static final String PREDICTED = "predicted";

  @Override
  public List<List<String>> table(Report report) {
    List<String> heading = new ArrayList<>(List.of(ACCURACY, "95 %"));
    List<String> cells = new ArrayList<>();
    cells.add(precise(report, ACCURACY));
    cells.add(Percent.interval(report.json(), ACCURACY));
    if (report.json().has(Classification.TOP5)) {
      heading.add("top-5");
      cells.add(precise(report, Classification.TOP5));
    }
    heading.addAll(List.of("balanced", "rate", "decay"));
    cells.add(precise(report, "balanced_accuracy"));
    cells.add(OptionValues.number(report.number("lr")));
    cells.add(OptionValues.number(report.number("weight_decay")));
    return List.of(heading, cells);
  }

  private static String precise(Report report, String key) {
    return Percent.precise(report.number(key));
  }

  @Override
  public List<String> remarks(Report report) {
    return List.of(
        String.format(Locale.ROOT, "Chance is %s.", Percent.precise(report.number("chance"))));
  }

  @Override
  public Map<String, String> summary(Report report) {
    return Map.of("linear accuracy", Percent.of(report.number(ACCURACY)));
  }

  @Override
  public Map<String, Metric> metrics(Report report) {
    return Map.of("linear", Metric.share(report.number(ACCURACY)));
  }

  /** The confusion matrix of few classes, the accuracy of each of many. */
  @Override
  public Optional<Figure> figure(Report report) {
    JsonNode classes = report.json().path("per_class");
    List<String> names = names(classes);
    if (names.size() > Confusion.MOST) {
      return ClassAccuracies.figure(classes, TITLE, report.caption());
    }
    if (names.size() < 2) {
      return Optional.empty();
    }
    int[][] counts = new int[names.size()][names.size()];
    for (JsonNode row : classes) {
      int[] images = counts[names.indexOf(row.path(CLASS).asText())];
      row.path(PREDICTED)
          .properties()
          .forEach(cell -> images[names.indexOf(cell.getKey())] = cell.getValue().intValue());
    }
    return Optional.of(new Confusion(TITLE, names, counts, report.caption()));
  }

  /** Those that have images, then those that are only predicted. */
  private static List<String> names(JsonNode classes) {
    Set<String> names = new LinkedHashSet<>();
    classes.forEach(row -> names.add(row.path(CLASS).asText()));
    classes.forEach(row -> row.path(PREDICTED).fieldNames().forEachRemaining(names::add));
    return List.copyOf(names);
  }

  @Override
  public Optional<Score> score(Report report) {
    return Optional.of(new Score(report.number(ACCURACY), report.number("chance"), 1));
  }
}
