package org.likeness.evaluate.copies;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.Score;

/** Reads the reports of {@link CopiesEvaluation}. */
final class CopiesReader implements ReportReader {
  static final String TOP1 = "top1";
  static final String RECIPROCAL = "mean_reciprocal_rank";

  @Override
  public List<List<String>> table(Report report) {
    return List.of(
        List.of("copies", "find their original", "mean reciprocal rank"),
        List.of(
            Integer.toString(report.images()),
            Percent.precise(report.number(TOP1)),
            String.format(Locale.ROOT, "%.4f", report.number(RECIPROCAL))));
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
