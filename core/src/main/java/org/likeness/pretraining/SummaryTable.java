package org.likeness.pretraining;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The table of a summary for display.
 *
 * @param rows with the same number of cells, the heading first; empty if nothing was measured
 */
public record SummaryTable(List<List<String>> rows) {
  private static final String GAP = "  ";

  public SummaryTable {
    rows = rows.stream().map(List::copyOf).toList();
  }

  /** The rows as lines, titles left-aligned, values right-aligned. */
  @Override
  public String toString() {
    return rows.stream().map(this::line).collect(Collectors.joining("\n"));
  }

  private String line(List<String> row) {
    return IntStream.range(0, row.size())
        .mapToObj(i -> padded(row.get(i), width(i), i == 0))
        .collect(Collectors.joining(GAP));
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private static String padded(String cell, int width, boolean left) {
    String space = " ".repeat(width - cell.length());
    return left ? cell + space : space + cell;
  }
}
