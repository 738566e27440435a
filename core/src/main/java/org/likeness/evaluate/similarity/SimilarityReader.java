package org.likeness.evaluate.similarity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Percent;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.figure.Figure;
import org.likeness.figure.Histogram;

/** Reads the reports of {@link SimilarityEvaluation}. */
final class SimilarityReader implements ReportReader {
  private static final String OVERLAP = "overlap";
  private static final String AREA = "area";

  /** Bins at the ends with less than so many percent are not drawn. */
  private static final double FAINT = 0.1;

  @Override
  public List<List<String>> table(Report report) {
    return List.of(
        List.of(
            "overlap", "95 % interval", "area under ROC", "95 % interval", "mean, same", "others"),
        List.of(
            Percent.precise(report.number(OVERLAP)),
            Percent.interval(report.json(), OVERLAP),
            Percent.precise(report.number(AREA)),
            Percent.interval(report.json(), AREA),
            cosine(report, "positives_mean"),
            cosine(report, "negatives_mean")));
  }

  private static String cosine(Report report, String key) {
    return String.format(Locale.ROOT, "%.3f", report.number(key));
  }

  private static String by(Report report) {
    return report.json().path("by").asText();
  }

  @Override
  public List<String> remarks(Report report) {
    List<String> remarks = new ArrayList<>();
    remarks.add(
        "The overlap is 0 %% if the similarities to the same %s and to others are apart, and 100 %% if they are equal."
            .formatted(by(report)));
    remarks.add(
        "The nearest of many others are near by chance, so the area of random vectors is less than 50 %: compare with raw pixels or the untrained network.");
    int leftOut = report.json().path("left_out").intValue();
    if (leftOut > 0) {
      remarks.add(
          "%d test images are left out, since the bank has no image of their %s, or of another."
              .formatted(leftOut, by(report)));
    }
    return remarks;
  }

  @Override
  public Map<String, String> summary(Report report) {
    return Map.of("overlap of similarities", Percent.of(report.number(OVERLAP)));
  }

  @Override
  public Map<String, Metric> metrics(Report report) {
    return Map.of(OVERLAP, Metric.share(report.number(OVERLAP)));
  }

  @Override
  public Optional<Figure> figure(Report report) {
    String kind = by(report);
    int k = report.json().path("neighbours").intValue();
    String title =
        String.format(
            Locale.ROOT,
            "Similarities of the nearest, overlap %s",
            Percent.of(report.number(OVERLAP)));
    List<Double> same = percents(report, "positives");
    List<Double> others = percents(report, "negatives");
    int first = 0;
    int end = same.size();
    while (first < end - 1 && same.get(first) + others.get(first) < FAINT) {
      first++;
    }
    while (end - 1 > first && same.get(end - 1) + others.get(end - 1) < FAINT) {
      end--;
    }
    return Optional.of(
        new Histogram(title, "cosine similarity", "share, %")
            .caption(report.caption())
            .draw(
                end(report, first, same.size()),
                end(report, end, same.size()),
                List.of(
                    new Histogram.Distribution(
                        k + " nearest of the same " + kind, same.subList(first, end)),
                    new Histogram.Distribution(
                        k + " nearest of another " + kind, others.subList(first, end)))));
  }

  /** The lower end of a bin. */
  private static double end(Report report, int bin, int bins) {
    JsonNode histogram = report.json().path("histogram");
    double low = histogram.path("low").asDouble(-1); // older reports have all cosines
    double high = histogram.path("high").asDouble(1);
    return low + (high - low) * bin / bins;
  }

  private static List<Double> percents(Report report, String key) {
    List<Double> percents = new ArrayList<>();
    report
        .json()
        .path("histogram")
        .path(key)
        .forEach(share -> percents.add(100 * share.doubleValue()));
    return percents;
  }
}
