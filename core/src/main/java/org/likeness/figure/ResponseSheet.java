package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import org.likeness.image.Image;

/**
 * Images on the left, and beside each the classes with which a classifier answers as bars of their
 * probability, as figure 1 of InstDisc (Wu et al., CVPR 2018).
 */
public final class ResponseSheet implements Figure {
  private static final int TILE = 140;
  private static final int BAR = 22;
  private static final int BAR_GAP = 6;
  private static final int ROW_GAP = 36;
  private static final int LONGEST = 420;
  private static final int NUMBER = 70;
  private static final int LABEL = 260;

  private final String title;
  private final List<Row> rows;

  /**
   * A class and its probability.
   *
   * @param name of the class
   * @param probability from 0 to 1
   */
  public record Bar(String name, double probability) {
    public Bar {
      requireNonNull(name, "name is null");
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException("probability must be in [0, 1] but is " + probability);
      }
    }
  }

  /**
   * An image and the answers to it.
   *
   * @param image of any size
   * @param caption below it, or empty
   * @param bars from the most probable on
   */
  public record Row(Image image, String caption, List<Bar> bars) {
    public Row {
      requireNonNull(image, "image is null");
      requireNonNull(caption, "caption is null");
      bars = List.copyOf(bars);
      if (bars.isEmpty()) {
        throw new IllegalArgumentException("an image needs at least one bar");
      }
    }
  }

  /**
   * A sheet of one or more images.
   *
   * @param title above it
   */
  public ResponseSheet(String title, List<Row> rows) {
    this.title = requireNonNull(title, "title is null");
    this.rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a sheet needs at least one image");
    }
  }

  @Override
  public int width() {
    Font font = Theme.bold(SheetLayout.TITLE_SIZE);
    int heading = Text.width(title, font) + 2 * SheetLayout.MARGIN;
    int right = labelLeft() + labelWidth() + SheetLayout.LABEL_GAP + LONGEST + NUMBER;
    return Math.max(heading, right + SheetLayout.MARGIN);
  }

  @Override
  public int height() {
    int content = rows.stream().mapToInt(row -> height(row) + ROW_GAP).sum() - ROW_GAP;
    return top() + content + SheetLayout.MARGIN;
  }

  private static int top() {
    return SheetLayout.MARGIN + SheetLayout.TITLE_SIZE + 24;
  }

  private static int height(Row row) {
    return Math.max(TILE + SheetLayout.CAPTION_HEIGHT, row.bars().size() * (BAR + BAR_GAP));
  }

  private static int labelLeft() {
    return SheetLayout.MARGIN + TILE + SheetLayout.SUBJECT_GAP;
  }

  /** As wide as the longest name, within limits. */
  private int labelWidth() {
    Font font = Theme.font(SheetLayout.TEXT_SIZE);
    return rows.stream()
        .flatMap(row -> row.bars().stream())
        .mapToInt(bar -> Text.width(bar.name(), font))
        .map(width -> Math.min(LABEL, width))
        .max()
        .orElse(0);
  }

  @Override
  public void paint(Graphics2D graphics) {
    graphics.setFont(Theme.bold(SheetLayout.TITLE_SIZE));
    graphics.setColor(Theme.INK);
    graphics.drawString(title, SheetLayout.MARGIN, SheetLayout.MARGIN + SheetLayout.TITLE_SIZE - 4);
    int y = top();
    for (Row row : rows) {
      paint(graphics, row, y);
      y += height(row) + ROW_GAP;
    }
  }

  private void paint(Graphics2D graphics, Row row, int top) {
    BufferedImage image = FigureImages.fitted(row.image(), TILE);
    int x = SheetLayout.MARGIN + (TILE - image.getWidth()) / 2;
    graphics.drawImage(image, x, top + (TILE - image.getHeight()) / 2, null);
    Font font = Theme.font(SheetLayout.TEXT_SIZE);
    graphics.setFont(font);
    graphics.setColor(Theme.QUIET);
    String caption = Text.shortened(row.caption(), font, TILE + SheetLayout.SUBJECT_GAP - 4);
    graphics.drawString(caption, SheetLayout.MARGIN, top + TILE + SheetLayout.CAPTION_HEIGHT - 6);
    int y = top;
    for (int i = 0; i < row.bars().size(); i++) {
      paint(graphics, row.bars().get(i), font, y, i == 0);
      y += BAR + BAR_GAP;
    }
  }

  private void paint(Graphics2D graphics, Bar bar, Font font, int top, boolean first) {
    int baseline = top + BAR - 6;
    String name = Text.shortened(bar.name(), font, labelWidth());
    int nameRight = labelLeft() + labelWidth();
    graphics.setFont(font);
    graphics.setColor(Theme.INK);
    graphics.drawString(name, nameRight - Text.width(name, font), baseline);
    int left = nameRight + SheetLayout.LABEL_GAP;
    int length = (int) Math.max(1, Math.round(LONGEST * bar.probability()));
    graphics.setColor(first ? Theme.RIGHT : Theme.WRONG);
    graphics.fillRect(left, top, length, BAR);
    graphics.setColor(Theme.QUIET);
    graphics.drawString(
        String.format(Locale.ROOT, "%.1f %%", 100 * bar.probability()),
        left + length + 8,
        baseline);
  }
}
