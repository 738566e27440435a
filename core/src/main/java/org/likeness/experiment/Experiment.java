package org.likeness.experiment;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;

/**
 * An experiment: a table or a figure of a paper as a file describes it. See {@code
 * docs/experiments.md} for the file.
 *
 * @param name for folders and commands
 * @param title for display
 * @param paper where the published values are from
 * @param place the table or figure in the paper
 * @param claim what the experiment is to show, a sentence; may be empty
 * @param notes sentences for the page
 * @param scales the sizes in which it exists
 * @param rows the rows in their order
 * @param measures the evaluations of every row
 * @param columns the columns of the table
 * @param claims differences between rows that are to be shown
 * @param charts figures that are drawn from the rows
 */
public record Experiment(
    String name,
    String title,
    String paper,
    String place,
    String claim,
    List<String> notes,
    Map<Scale, ScaleSetting> scales,
    List<Row> rows,
    List<Measure> measures,
    List<TableColumn> columns,
    List<Claim> claims,
    List<ChartSetting> charts) {
  public Experiment {
    requireNonNull(name, "name is null");
    requireNonNull(title, "title is null");
    notes = List.copyOf(notes);
    scales = Map.copyOf(scales);
    rows = List.copyOf(rows);
    measures = List.copyOf(measures);
    columns = List.copyOf(columns);
    claims = List.copyOf(claims);
    charts = List.copyOf(charts);
  }

  /**
   * The setting of a scale. {@link Scale#SMOKE} is that of the smallest scale there is.
   *
   * @throws InputException if the experiment has none of this scale
   */
  public ScaleSetting at(Scale scale) {
    ScaleSetting found = scales.get(settled(scale));
    if (found == null) {
      throw new InputException(
          "experiment %s has no scale %s: it has %s"
              .formatted(
                  name,
                  scale.label(),
                  String.join(", ", scales.keySet().stream().sorted().map(Scale::label).toList())));
    }
    return found;
  }

  /** The scale whose settings are used: for {@link Scale#SMOKE} the smallest there is. */
  Scale settled(Scale scale) {
    if (scale != Scale.SMOKE) {
      return scale;
    }
    return scales.containsKey(Scale.SMALL) ? Scale.SMALL : Scale.PAPER;
  }

  /**
   * A row by its name.
   *
   * @throws InputException if there is none
   */
  public Row row(String id) {
    return rows.stream()
        .filter(row -> row.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "experiment "
                        + name
                        + ": "
                        + Suggest.unknown("row", id, rows.stream().map(Row::id).toList())));
  }

  /** The evaluations with their settings at a scale. */
  List<Measure> measures(Scale scale) {
    Scale settings = settled(scale) == Scale.SMALL ? scale : settled(scale);
    return measures.stream().map(measure -> measure.at(settings)).toList();
  }
}
