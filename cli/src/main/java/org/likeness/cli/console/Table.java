package org.likeness.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Rows in aligned columns, two spaces apart. Columns that hold numbers only are aligned to the
 * right; the last column is wrapped where the line would grow too long. (Picocli's text table
 * aligns to the left alone.)
 */
public final class Table {
  private static final int GAP = 2;
  private static final int NARROWEST_LAST = 24;

  /** Spaces at which a line may break: not after an option or the program's name. */
  private static final Pattern TYPED =
      Pattern.compile("(?<!(?:^|[ (])(?:--?[a-z][a-z-]{0,30}|\\./likeness)) +");

  private final Optional<List<String>> heading;
  private final List<List<String>> rows = new ArrayList<>();

  private Table(Optional<List<String>> heading) {
    this.heading = heading;
  }

  public static Table withHeading(String... columns) {
    return new Table(Optional.of(List.of(columns)));
  }

  /**
   * A table of texts.
   *
   * @param rows the heading, then the others, all of the same length
   */
  public static Table of(List<List<String>> rows) {
    Table table = new Table(Optional.of(rows.get(0)));
    table.rows.addAll(rows.subList(1, rows.size()));
    return table;
  }

  public static Table withoutHeading() {
    return new Table(Optional.empty());
  }

  public Table row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines of this table, none longer than {@code width} unless a single word is. */
  List<String> lines(int width) {
    List<List<String>> all = new ArrayList<>();
    heading.ifPresent(all::add);
    all.addAll(rows);
    if (all.isEmpty()) {
      return List.of();
    }
    int columns = all.get(0).size();
    int[] widths = new int[columns];
    boolean[] right = new boolean[columns];
    int indent = 0;
    for (int c = 0; c < columns; c++) {
      int column = c;
      widths[c] = all.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      right[c] =
          !rows.isEmpty()
              && rows.stream().allMatch(row -> row.get(column).matches("-?[0-9][0-9.,]*( ?%)?|-"));
      indent += c < columns - 1 ? widths[c] + GAP : 0;
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : all) {
      lines.addAll(line(row, widths, right, indent, Math.max(NARROWEST_LAST, width - indent)));
    }
    return lines;
  }

  private static List<String> line(
      List<String> row, int[] widths, boolean[] right, int indent, int room) {
    StringBuilder start = new StringBuilder();
    int last = row.size() - 1;
    for (int c = 0; c < last; c++) {
      start.append(padded(row.get(c), widths[c], right[c])).append(" ".repeat(GAP));
    }
    List<String> wrapped =
        wrap(right[last] ? padded(row.get(last), widths[last], true) : row.get(last), room);
    List<String> lines = new ArrayList<>();
    for (String part : wrapped) {
      lines.add((lines.isEmpty() ? start + part : " ".repeat(indent) + part).stripTrailing());
    }
    return lines;
  }

  private static String padded(String text, int width, boolean right) {
    String space = " ".repeat(width - text.length());
    return right ? space + text : text + space;
  }

  /** Wraps text between words: an option stays with its value, the program with its command. */
  public static List<String> wrap(String text, int room) {
    if (text.length() <= room) {
      return List.of(text);
    }
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : TYPED.split(text.strip(), -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > room) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
