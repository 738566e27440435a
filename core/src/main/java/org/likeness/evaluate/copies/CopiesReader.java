package org.likeness.evaluate.copies;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.Score;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.option.OptionValues;

/** Reads the reports of {@link CopiesEvaluation}. */
final class CopiesReader implements ReportReader {
  static final String TOP1 = "top1";
  static final String RECIPROCAL = "mean_reciprocal_rank";
  static final String WITHIN = "within";

  @Override
  public List<List<String>> table(Report report) {
    return List.of(
        List.of("copies", "find their original", "95 %", "mean reciprocal rank"),
        List.of(
            Integer.toString(report.images()),
            Percent.precise(report.number(TOP1)),
            Percent.interval(report.json(), TOP1),
            String.format(Locale.ROOT, "%.4f", report.number(RECIPROCAL))));
  }

  @Override
  public List<String> remarks(Report report) {
    List<String> remarks = new ArrayList<>();
    for (Alteration alteration : Alteration.values()) {
      List<Double> found = percents(report, "features", alteration);
      List<Double> pixels = percents(report, "pixels", alteration);
      if (!found.isEmpty()) {
        remarks.add(
            "%s alone, at strength %s: %s %% find their original%s."
                .formatted(
                    alteration.label(),
                    strengths(report),
                    joined(found),
                    pixels.isEmpty() ? "" : ", by raw pixels " + joined(pixels) + " %"));
      }
    }
    return remarks;
  }

  private static String strengths(Report report) {
    List<String> at = new ArrayList<>();
    report
        .json()
        .path("strengths")
        .path("at")
        .forEach(each -> at.add(OptionValues.number(Math.round(100 * each.doubleValue()) / 100.0)));
    return String.join(", ", at);
  }

  private static String joined(List<Double> percents) {
    return percents.stream()
        .map(percent -> String.format(Locale.ROOT, "%.1f", percent))
        .collect(Collectors.joining(", "));
  }

  /** Empty if the report has none. */
  private static List<Double> percents(Report report, String by, Alteration alteration) {
    List<Double> percents = new ArrayList<>();
    report
        .json()
        .path("strengths")
        .path(by)
        .path(alteration.name().toLowerCase(Locale.ROOT))
        .forEach(share -> percents.add(100 * share.doubleValue()));
    return percents;
  }

  /**
   * The share of the copies whose original is among the K nearest over K; below it, if strengths
   * were measured, the share that find their original over the strength, a line for each
   * alteration, then by pixels.
   */
  @Override
  public Optional<Figure> figure(Report report) {
    String features = report.json().path("features").asText();
    List<Figure> charts = new ArrayList<>();
    nearest(report, features).ifPresent(charts::add);
    chart(report, "features", "Copies that find their original by " + features)
        .ifPresent(charts::add);
    chart(report, "pixels", "By raw pixels").ifPresent(charts::add);
    return charts.isEmpty() ? Optional.empty() : Optional.of(Figures.column(charts));
  }

  private static Optional<Figure> nearest(Report report, String features) {
    List<Double> k = new ArrayList<>();
    List<Double> percents = new ArrayList<>();
    for (Map.Entry<String, JsonNode> each : report.json().path(WITHIN).properties()) {
      k.add(Double.valueOf(each.getKey()));
      percents.add(100 * each.getValue().doubleValue());
    }
    return k.size() < 2
        ? Optional.empty()
        : Optional.of(
            new Curves(
                    "Altered copies with their original among the K nearest by " + features,
                    "K",
                    "found, %")
                .vertical(0, 100)
                .caption(report.caption())
                .draw(List.of(new Curve("copies", k, percents))));
  }

  private static Optional<Figure> chart(Report report, String by, String title) {
    List<Double> at = new ArrayList<>();
    report.json().path("strengths").path("at").forEach(each -> at.add(each.doubleValue()));
    List<Curve> curves = new ArrayList<>();
    for (Alteration alteration : Alteration.values()) {
      List<Double> percents = percents(report, by, alteration);
      if (!percents.isEmpty()) {
        curves.add(new Curve(alteration.label(), at, percents));
      }
    }
    return curves.isEmpty()
        ? Optional.empty()
        : Optional.of(new Curves(title, "strength", "found, %").vertical(0, 100).draw(curves));
  }

  @Override
  public Map<String, String> summary(Report report) {
    return Map.of("altered copies that find their original", Percent.of(report.number(TOP1)));
  }

  @Override
  public Optional<String> note(Report pixels, Report trained) {
    return pixels.number(TOP1) > trained.number(TOP1)
        ? Optional.of(
            "Raw pixels find more originals than the trained network: train for more epochs, on more images, or from --init weights.")
        : Optional.empty();
  }

  @Override
  public Map<String, Metric> metrics(Report report) {
    return Map.of("copies", Metric.share(report.number(TOP1)));
  }

  @Override
  public Optional<Score> score(Report report) {
    return Optional.of(new Score(report.number(TOP1), 1.0 / report.images(), 1));
  }
}
