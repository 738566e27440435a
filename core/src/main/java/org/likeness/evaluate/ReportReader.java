package org.likeness.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Shows the reports of one evaluation. Every answer comes from the report's JSON alone: a report
 * from a file is shown as a new one is.
 */
public interface ReportReader {
  /** The numbers for people: a heading, then rows of as many cells. */
  List<List<String>> table(Report report);

  /** Sentences that belong below the table; the protocol is printed anyway. */
  default List<String> remarks(Report report) {
    return List.of();
  }

  /**
   * Rows of a run's summary table in their order, title to cell. Raw pixels, the network before
   * training and the trained one have a cell each in a row of the same title.
   */
  Map<String, String> summary(Report report);

  /**
   * What the summary's file holds of the report in its column, by key; usually the report under the
   * evaluation's name.
   */
  default Map<String, JsonNode> column(Report report) {
    return Map.of(report.evaluation(), report.body());
  }

  /**
   * A sentence about the trained network beside raw pixels, where the two numbers may be
   * misunderstood.
   */
  default Optional<String> note(Report pixels, Report trained) {
    return Optional.empty();
  }

  /** What the monitor adds to an epoch's metrics, by name, in this order. */
  default Map<String, Double> metrics(Report report) {
    return Map.of();
  }

  /** By what embeddings are compared; empty where no number is better the higher it is. */
  default Optional<Score> score(Report report) {
    return Optional.empty();
  }

  /** A chart or a sheet; empty where the table says it all. */
  default Optional<BufferedImage> picture(Report report) {
    return Optional.empty();
  }
}
