package org.likeness.comparison;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.likeness.io.Csv;

/** How a table is written. */
public enum TableFormat {
  /** Columns on the terminal, which are as wide as it allows. */
  TEXT,
  /** Comma-separated values. */
  CSV,
  /** A {@code tabular} of LaTeX. */
  LATEX;

  /**
   * The table as text in this format, with a line end; empty for {@link #TEXT}, which is laid out
   * by who displays it.
   *
   * @param rows the heading first
   */
  public Optional<String> of(List<List<String>> rows) {
    return switch (this) {
      case TEXT -> Optional.empty();
      case CSV -> Optional.of(rows.stream().map(Csv::line).collect(Collectors.joining()));
      case LATEX -> Optional.of(latex(rows));
    };
  }

  private static String latex(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    text.append("\\begin{tabular}{l")
        .append("r".repeat(rows.get(0).size() - 1))
        .append("}\n\\hline\n");
    for (int i = 0; i < rows.size(); i++) {
      text.append(rows.get(i).stream().map(TableFormat::escaped).collect(Collectors.joining(" & ")))
          .append(" \\\\\n")
          .append(i == 0 ? "\\hline\n" : "");
    }
    return text.append("\\hline\n\\end{tabular}\n").toString();
  }

  private static String escaped(String cell) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\textbackslash{}");
        case '±' -> text.append("$\\pm$");
        case '&', '%', '$', '#', '_', '{', '}' -> text.append('\\').append(c);
        default -> text.append(c);
      }
    }
    return text.toString();
  }
}
