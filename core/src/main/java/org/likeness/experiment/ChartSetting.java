package org.likeness.experiment;

import java.util.List;

/**
 * A figure of the page.
 *
 * @param id its name in the file, and of its files
 * @param title above it
 * @param kind what is drawn
 * @param rows that are drawn; all if empty
 * @param x title of the horizontal axis
 * @param y title of the vertical axis
 * @param values names: the columns (kind columns), the key of an epoch's line in the metrics (kind
 *     epochs), the evaluations whose figures are shown (kind evaluation), or that have one figure
 *     together (kind evaluations)
 * @param logarithmic both axes
 * @param pictures true if it shows images, so that it is left out where pages may not
 */
public record ChartSetting(
    String id,
    String title,
    Kind kind,
    List<String> rows,
    String x,
    String y,
    List<String> values,
    boolean logarithmic,
    boolean pictures) {

  /** What a chart shows. */
  public enum Kind {
    /** The values of columns over the {@code x} of the rows. */
    COLUMNS,
    /** A metric of each row over the epochs. */
    EPOCHS,
    /** The figure of an evaluation, for each row. */
    EVALUATION,
    /** One figure of several evaluations, such as those after several epochs, for each row. */
    EVALUATIONS
  }

  public ChartSetting {
    rows = List.copyOf(rows);
    values = List.copyOf(values);
  }
}
