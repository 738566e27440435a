package org.likeness.experiment;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A single value of an experiment: a line of its CSV.
 *
 * @param data key of the images
 * @param row name of the row
 * @param seed of the run
 * @param network {@code last}, {@code best}, {@code untrained}, {@code pixels}, or the number of an
 *     epoch
 * @param epoch of the network; empty if it has none
 * @param measure name of the column
 * @param value the value
 * @param low lower end of the interval of 95 %; empty if the report has none
 * @param high upper end
 * @param identity of the run
 * @param commit of the code that trained it
 * @param machine that trained it, and its libraries; empty if it is not known
 */
public record ResultLine(
    String data,
    String row,
    long seed,
    String network,
    String epoch,
    String measure,
    double value,
    OptionalDouble low,
    OptionalDouble high,
    String identity,
    String commit,
    String machine) {
  /** The columns of the CSV. */
  static final List<String> COLUMNS =
      List.of(
          "data",
          "row",
          "seed",
          "network",
          "epoch",
          "measure",
          "value",
          "low",
          "high",
          "identity",
          "commit",
          "machine");

  /** Those of files that were written without the machine. */
  private static final int WITHOUT_MACHINE = COLUMNS.size() - 1;

  List<String> cells() {
    return List.of(
        data,
        row,
        Long.toString(seed),
        network,
        epoch,
        measure,
        Double.toString(value),
        text(low),
        text(high),
        identity,
        commit,
        machine);
  }

  /** True for the line with the names of the columns. */
  static boolean isHeading(List<String> cells) {
    return cells.equals(COLUMNS) || cells.equals(COLUMNS.subList(0, WITHOUT_MACHINE));
  }

  /**
   * Reads the cells of a line.
   *
   * @throws IllegalArgumentException if a cell is missing or not a number
   */
  static ResultLine parse(List<String> cells) {
    if (cells.size() != COLUMNS.size() && cells.size() != WITHOUT_MACHINE) {
      throw new IllegalArgumentException(
          "a line must have %d cells but has %d".formatted(COLUMNS.size(), cells.size()));
    }
    return new ResultLine(
        cells.get(0),
        cells.get(1),
        Long.parseLong(cells.get(2)),
        cells.get(3),
        cells.get(4),
        cells.get(5),
        Double.parseDouble(cells.get(6)),
        number(cells.get(7)),
        number(cells.get(8)),
        cells.get(9),
        cells.get(10),
        cells.size() == WITHOUT_MACHINE ? "" : cells.get(WITHOUT_MACHINE));
  }

  /** True if both are of the same network and measure. */
  boolean isSame(ResultLine other) {
    return data.equals(other.data)
        && row.equals(other.row)
        && seed == other.seed
        && network.equals(other.network)
        && measure.equals(other.measure);
  }

  private static String text(OptionalDouble number) {
    return number.isPresent() ? Double.toString(number.getAsDouble()) : "";
  }

  private static OptionalDouble number(String cell) {
    return cell.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(cell));
  }
}
