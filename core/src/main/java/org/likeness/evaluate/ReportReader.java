package org.likeness.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;

/**
 * Displays the reports of one evaluation, from the report's JSON only: a report from a file is
 * displayed like a new one.
 */
public interface ReportReader {
  /** The results as a table: a heading, then rows with the same number of cells. */
  List<List<String>> table(Report report);

  /** Sentences printed below the table; the protocol is always printed. */
  default List<String> remarks(Report report) {
    return List.of();
  }

  /**
   * Rows of a run's summary table in their order, title to cell. Raw pixels, the network before
   * training and the trained one each have a cell in the row of a title.
   */
  Map<String, String> summary(Report report);

  /**
   * The content of the column in the summary file, by key; by default the report under the
   * evaluation's name.
   */
  default Map<String, JsonNode> column(Report report) {
    return Map.of(report.evaluation(), report.body());
  }

  /**
   * A remark on the trained network compared with raw pixels, if the two results may be
   * misunderstood.
   */
  default Optional<String> note(Report pixels, Report trained) {
    return Optional.empty();
  }

  /** The metrics that the monitor adds to an epoch, by name, in this order. */
  default Map<String, Metric> metrics(Report report) {
    return Map.of();
  }

  /**
   * The score by which embeddings are compared; empty if higher is not better for any value (see
   * {@link EvaluationEntry#withoutScore}).
   */
  default Optional<Score> score(Report report) {
    return Optional.empty();
  }

  /** A figure of the report's numbers; empty if there is none. */
  default Optional<Figure> figure(Report report) {
    return Optional.empty();
  }

  /**
   * A figure; by default that of the numbers alone.
   *
   * @param images opens the images that the report names
   * @throws org.likeness.error.InputException if the report names an image that is not there
   */
  default Optional<Figure> figure(Report report, NamedImages images) {
    return figure(report);
  }

  /**
   * One figure of several reports, such as those of several epochs; by default the figure of each,
   * one below another.
   *
   * @param reports of this evaluation, one or more
   * @param images see {@link #figure(Report, NamedImages)}
   */
  default Optional<Figure> figure(List<Report> reports, NamedImages images) {
    List<Figure> figures =
        reports.stream().flatMap(report -> figure(report, images).stream()).toList();
    return figures.isEmpty() ? Optional.empty() : Optional.of(Figures.column(figures));
  }
}
