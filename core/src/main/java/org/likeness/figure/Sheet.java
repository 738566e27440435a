package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Stream;
import org.likeness.image.Image;

/**
 * Draws images on the left and related images on the right: the common part of the sheets of
 * neighbours and of views.
 */
final class Sheet implements Figure {
  /**
   * One picture on the left, and the rows that belong to it on the right.
   *
   * @param subject the picture on the left
   * @param rows one or more
   */
  record Group(Tile subject, List<Row> rows) {
    Group {
      requireNonNull(subject, "subject is null");
      rows = List.copyOf(rows);
      if (rows.isEmpty()) {
        throw new IllegalArgumentException("a group of pictures has one row or more");
      }
    }

    /** All pictures. */
    Stream<Tile> tiles() {
      return Stream.concat(Stream.of(subject), rows.stream().flatMap(row -> row.tiles().stream()));
    }
  }

  /**
   * Pictures side by side.
   *
   * @param label what they are, left of them, or empty
   * @param tiles from left to right
   */
  record Row(String label, List<Tile> tiles) {
    Row {
      requireNonNull(label, "label is null");
      tiles = List.copyOf(tiles);
    }
  }

  /**
   * One picture of a sheet.
   *
   * @param image the picture, of any size
   * @param caption a few characters below it, or empty; lines end with a line feed
   * @param mark its frame
   */
  record Tile(Image image, String caption, Mark mark) {
    Tile {
      requireNonNull(image, "image is null");
      requireNonNull(caption, "caption is null");
      requireNonNull(mark, "mark is null");
    }

    /** The lines of the caption, at least one. */
    List<String> lines() {
      return List.of(caption.split("\n", -1));
    }
  }

  private static final int SMALL = 14;
  private static final int LEGEND_BOX = 16;

  private final String title;
  private final List<Group> groups;
  private final SheetLayout layout;
  private final List<String> lines;

  Sheet(String title, String caption, List<Group> groups, int tile) {
    if (tile < 16 || tile > 1024) {
      throw new IllegalArgumentException("tile must be in [16, 1024] but is " + tile);
    }
    this.title = title;
    this.groups = List.copyOf(groups);
    this.layout = new SheetLayout(title, this.groups, tile);
    this.lines = layout.lines(caption);
  }

  SheetLayout layout() {
    return layout;
  }

  @Override
  public int width() {
    return layout.width();
  }

  @Override
  public int height() {
    return layout.captionTop()
        + legendHeight()
        + lines.size() * SheetLayout.LINE_HEIGHT
        + SheetLayout.MARGIN / 2;
  }

  private int legendHeight() {
    return hasMarks() ? SheetLayout.LINE_HEIGHT + 6 : 0;
  }

  @Override
  public void paint(Graphics2D graphics) {
    Text.draw(
        graphics,
        title,
        Theme.bold(SheetLayout.TITLE_SIZE),
        Theme.INK,
        SheetLayout.MARGIN,
        SheetLayout.MARGIN + SheetLayout.TITLE_SIZE - 4);
    for (int g = 0; g < groups.size(); g++) {
      drawGroup(graphics, g);
    }
    int y = layout.captionTop();
    if (hasMarks()) {
      drawLegend(graphics, y);
      y += legendHeight();
    }
    for (String line : lines) {
      y += SheetLayout.LINE_HEIGHT;
      Text.draw(
          graphics,
          line,
          Theme.font(SheetLayout.TEXT_SIZE),
          Theme.QUIET,
          SheetLayout.MARGIN,
          y - 6);
    }
  }

  private boolean hasMarks() {
    return groups.stream().flatMap(Group::tiles).anyMatch(t -> t.mark() != Mark.NONE);
  }

  private void drawGroup(Graphics2D graphics, int g) {
    if (g > 0) {
      int y = layout.rowTop(g, 0) - SheetLayout.GROUP_GAP / 2 - 2;
      graphics.setColor(Theme.RULE);
      graphics.fillRect(SheetLayout.MARGIN, y, layout.width() - 2 * SheetLayout.MARGIN, 1);
    }
    Group group = groups.get(g);
    drawTile(graphics, group.subject(), layout.subject(g), Theme.INK);
    for (int r = 0; r < group.rows().size(); r++) {
      Row row = group.rows().get(r);
      Font font = Theme.font(SheetLayout.TEXT_SIZE);
      int right = layout.rowsLeft() - SheetLayout.LABEL_GAP;
      int middle = layout.rowTop(g, r) + layout.subject(g).height / 2 + SheetLayout.TEXT_SIZE / 3;
      Text.right(graphics, row.label(), font, Theme.INK, right, middle);
      for (int c = 0; c < row.tiles().size(); c++) {
        drawTile(graphics, row.tiles().get(c), layout.tile(g, r, c), Theme.QUIET);
      }
    }
  }

  private static void drawTile(Graphics2D graphics, Tile tile, Rectangle place, Color ink) {
    BufferedImage image = FigureImages.fitted(tile.image(), place.width);
    int x = place.x + (place.width - image.getWidth()) / 2;
    int y = place.y + (place.height - image.getHeight()) / 2;
    graphics.drawImage(image, x, y, null);
    graphics.setColor(Theme.RULE);
    graphics.setStroke(new java.awt.BasicStroke(1));
    graphics.draw(
        new java.awt.geom.Rectangle2D.Double(
            x + 0.5, y + 0.5, image.getWidth() - 1, image.getHeight() - 1));
    drawFrame(graphics, tile.mark(), new Rectangle(x, y, image.getWidth(), image.getHeight()));
    drawCaption(graphics, tile, place, ink);
  }

  /** The frame is outside the image, so that it hides nothing of it. */
  private static void drawFrame(Graphics2D graphics, Mark mark, Rectangle image) {
    if (mark == Mark.NONE) {
      return;
    }
    boolean right = mark == Mark.RIGHT;
    graphics.setColor(right ? Theme.RIGHT : Theme.WRONG);
    graphics.setStroke(right ? Theme.unbroken() : Theme.broken());
    double half = (right ? Theme.RIGHT_WIDTH : Theme.WRONG_WIDTH) / 2;
    graphics.draw(
        new java.awt.geom.Rectangle2D.Double(
            image.x - half, image.y - half, image.width + 2 * half, image.height + 2 * half));
  }

  /** The first line has the ink and the tick, the others are quiet. */
  private static void drawCaption(Graphics2D graphics, Tile tile, Rectangle place, Color ink) {
    boolean right = tile.mark() == Mark.RIGHT;
    List<String> texts = tile.lines();
    int y = place.y + place.height + SheetLayout.CAPTION_HEIGHT - 4;
    int tick = right ? SMALL + 2 : 0;
    Font first = right ? Theme.bold(SMALL) : Theme.font(SMALL);
    int x = drawLine(graphics, texts.get(0), first, right ? Theme.RIGHT : ink, place, y, tick);
    if (right) {
      drawTick(graphics, x, y - SMALL + 3, SMALL - 3);
    }
    for (String line : texts.subList(1, texts.size())) {
      y += SheetLayout.CAPTION_LINE;
      drawLine(graphics, line, Theme.font(SMALL), Theme.QUIET, place, y, 0);
    }
  }

  /**
   * Draws a line of a caption in the middle below its picture.
   *
   * @param before pixels that are left free before it
   * @return where these begin
   */
  private static int drawLine(
      Graphics2D graphics,
      String line,
      Font font,
      Color colour,
      Rectangle place,
      int y,
      int before) {
    String text = Text.shortened(line, font, place.width + SheetLayout.GAP / 2 - before);
    int x = place.x + (place.width - Text.width(text, font) - before) / 2;
    Text.draw(graphics, text, font, colour, x + before, y);
    return x;
  }

  private static void drawTick(Graphics2D graphics, int x, int y, int side) {
    Path2D tick = new Path2D.Double();
    tick.moveTo(x + 0.05 * side, y + 0.55 * side);
    tick.lineTo(x + 0.38 * side, y + 0.88 * side);
    tick.lineTo(x + 0.98 * side, y + 0.12 * side);
    graphics.setColor(Theme.RIGHT);
    graphics.setStroke(
        new java.awt.BasicStroke(
            2.2f, java.awt.BasicStroke.CAP_ROUND, java.awt.BasicStroke.JOIN_ROUND));
    graphics.draw(tick);
  }

  private static void drawLegend(Graphics2D graphics, int top) {
    int x = SheetLayout.MARGIN;
    int baseline = top + SheetLayout.LINE_HEIGHT - 6;
    Font font = Theme.font(SheetLayout.TEXT_SIZE);
    for (Mark mark : List.of(Mark.RIGHT, Mark.WRONG)) {
      String meaning = mark == Mark.RIGHT ? "of the query's kind" : "of another";
      drawFrame(
          graphics,
          mark,
          new Rectangle(x + 4, baseline - LEGEND_BOX + 4, LEGEND_BOX, LEGEND_BOX - 4));
      Text.draw(graphics, meaning, font, Theme.QUIET, x + LEGEND_BOX + 18, baseline);
      x += LEGEND_BOX + 18 + Text.width(meaning, font) + 32;
    }
  }
}
