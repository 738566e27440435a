package org.likeness.figure;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.List;

/**
 * A confusion matrix: a row for each true class, a column for each predicted one. A cell is the
 * darker, the greater its share of the row; the number in it is that share in percent.
 */
public final class Confusion implements Figure {
  /** More classes than these have cells too small to be read. */
  public static final int MOST = 20;

  private static final int MARGIN = 32;
  private static final int SIDE = 640; // about, of all cells
  private static final int LARGEST = 72;
  private static final int NAME = 170;
  private static final int SMALLEST_WIDTH = 560;
  private static final int GAP = 8;
  private static final Color LIGHT = new Color(0xFFFFFF);
  private static final Color DARK = new Color(0x08306B);

  private final String title;
  private final List<String> names;
  private final List<String> caption;
  private final int[][] counts;
  private final int cell;
  private final int nameWidth;
  private final int width;
  private final Font font;

  /**
   * A matrix.
   *
   * @param title above it, may be empty
   * @param classes their names, at most {@link #MOST}
   * @param counts {@code [true class][predicted class]}, the number of images
   * @param caption below it: what the numbers depend on, may be empty
   */
  public Confusion(String title, List<String> classes, int[][] counts, String caption) {
    int n = classes.size();
    if (n < 1 || n > MOST || counts.length != n) {
      throw new IllegalArgumentException(
          "a matrix needs 1 to %d classes and a row for each but has %d and %d rows"
              .formatted(MOST, n, counts.length));
    }
    this.counts = new int[n][];
    for (int row = 0; row < n; row++) {
      this.counts[row] = counts[row].clone();
      if (counts[row].length != n) {
        throw new IllegalArgumentException(
            "row %d must have %d columns but has %d".formatted(row, n, counts[row].length));
      }
    }
    this.title = title;
    this.cell = Math.min(LARGEST, SIDE / n);
    this.font = Theme.font(cell >= 40 ? SheetLayout.TEXT_SIZE : SheetLayout.TEXT_SIZE - 2);
    this.names = classes.stream().map(name -> Text.shortened(name, font, NAME)).toList();
    this.nameWidth = Text.widest(names, font);
    int heading = Text.width(title, Theme.bold(SheetLayout.TITLE_SIZE - 4));
    int content = 2 * MARGIN + Math.max(heading, left() - MARGIN + n * cell);
    this.width = Math.max(SMALLEST_WIDTH, content);
    this.caption = Text.lines(caption, Theme.font(SheetLayout.TEXT_SIZE), width - 2 * MARGIN);
  }

  private int left() {
    return MARGIN + SheetLayout.LINE_HEIGHT + GAP + nameWidth + GAP;
  }

  private int top() {
    return MARGIN + (title.isEmpty() ? 0 : SheetLayout.TITLE_SIZE + 14);
  }

  private int bottom() {
    return top() + names.size() * cell;
  }

  /** Names below the columns stand upright where they do not fit. */
  private boolean upright() {
    return nameWidth > cell - 6;
  }

  private int columnNames() {
    return GAP + (upright() ? nameWidth : SheetLayout.LINE_HEIGHT);
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return bottom()
        + columnNames()
        + SheetLayout.LINE_HEIGHT
        + caption.size() * SheetLayout.LINE_HEIGHT
        + (caption.isEmpty() ? 0 : GAP)
        + MARGIN;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Text.draw(
        graphics,
        title,
        Theme.bold(SheetLayout.TITLE_SIZE - 4),
        Theme.INK,
        MARGIN,
        MARGIN + SheetLayout.TITLE_SIZE - 6);
    for (int row = 0; row < names.size(); row++) {
      double middle = top() + (row + 0.5) * cell + 5;
      Text.right(graphics, names.get(row), font, Theme.INK, left() - GAP, middle);
      paintRow(graphics, row);
      paintColumnName(graphics, row);
    }
    graphics.setColor(Theme.RULE);
    graphics.draw(new Rectangle2D.Double(left(), top(), names.size() * cell, names.size() * cell));
    paintTitles(graphics);
  }

  private void paintRow(Graphics2D graphics, int row) {
    long all = 0;
    for (int count : counts[row]) {
      all += count;
    }
    for (int column = 0; column < names.size(); column++) {
      double share = all == 0 ? 0 : (double) counts[row][column] / all;
      double x = left() + column * cell;
      double y = top() + row * cell;
      graphics.setColor(shade(share));
      graphics.fill(new Rectangle2D.Double(x, y, cell, cell));
      long percent = Math.round(100 * share);
      if (percent > 0) {
        Color ink = share > 0.28 ? Color.WHITE : Theme.INK;
        Text.centred(
            graphics, Long.toString(percent), font, ink, x + cell / 2.0, y + cell / 2.0 + 5);
      }
    }
  }

  private static Color shade(double share) {
    double much = Math.sqrt(share); // small shares are visible too
    return new Color(
        mixed(LIGHT.getRed(), DARK.getRed(), much),
        mixed(LIGHT.getGreen(), DARK.getGreen(), much),
        mixed(LIGHT.getBlue(), DARK.getBlue(), much));
  }

  private static int mixed(int from, int to, double much) {
    return (int) Math.round(from + (to - from) * much);
  }

  private void paintColumnName(Graphics2D graphics, int column) {
    double x = left() + (column + 0.5) * cell;
    String name = names.get(column);
    if (!upright()) {
      Text.centred(graphics, name, font, Theme.INK, x, bottom() + GAP + SheetLayout.TEXT_SIZE);
      return;
    }
    AffineTransform level = graphics.getTransform();
    graphics.translate(x + 5, bottom() + GAP);
    graphics.rotate(-Math.PI / 2);
    Text.right(graphics, name, font, Theme.INK, 0, 0);
    graphics.setTransform(level);
  }

  private void paintTitles(Graphics2D graphics) {
    Font quiet = Theme.font(SheetLayout.TEXT_SIZE);
    double middle = left() + names.size() * cell / 2.0;
    double y = bottom() + columnNames() + SheetLayout.LINE_HEIGHT - 4;
    Text.centred(graphics, "predicted class, rows in %", quiet, Theme.QUIET, middle, y);
    AffineTransform level = graphics.getTransform();
    graphics.translate(MARGIN + SheetLayout.TEXT_SIZE - 2, top() + names.size() * cell / 2.0);
    graphics.rotate(-Math.PI / 2);
    Text.centred(graphics, "true class", quiet, Theme.QUIET, 0, 0);
    graphics.setTransform(level);
    y += GAP;
    for (String line : caption) {
      y += SheetLayout.LINE_HEIGHT;
      Text.draw(graphics, line, quiet, Theme.QUIET, MARGIN, y);
    }
  }
}
