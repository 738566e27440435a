package org.likeness.figure;

import java.awt.FontMetrics;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/**
 * The positions of all parts of a sheet, in pixels. Computed before anything is drawn, so that the
 * sheet is exactly as large as its content.
 */
final class SheetLayout {
  static final int MARGIN = 40;
  static final int GAP = 14;
  static final int CAPTION_HEIGHT = 24;
  static final int GROUP_GAP = 36;
  static final int SUBJECT_GAP = 40;
  static final int LABEL_GAP = 18;
  static final int TITLE_SIZE = 26;
  static final int TEXT_SIZE = 15;
  static final int LINE_HEIGHT = 22;
  private static final int SMALLEST_WIDTH = 640;

  private final int tile;
  private final int labelWidth;
  private final int top;
  private final int width;
  private final List<Sheet.Group> groups;

  SheetLayout(String title, List<Sheet.Group> groups, int tile) {
    this.groups = groups;
    this.tile = tile;
    this.labelWidth = labelWidth(groups);
    this.top = MARGIN + (title.isEmpty() ? 0 : TITLE_SIZE + 30);
    int columns =
        groups.stream()
            .flatMap(g -> g.rows().stream())
            .mapToInt(r -> r.tiles().size())
            .max()
            .orElse(0);
    int heading = metrics(Theme.bold(TITLE_SIZE)).stringWidth(title) + 2 * MARGIN;
    int content = rowsLeft() + columns * (tile + GAP) - GAP + MARGIN;
    this.width = Math.max(Math.max(SMALLEST_WIDTH, heading), content);
  }

  static FontMetrics metrics(java.awt.Font font) {
    return new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
        .createGraphics()
        .getFontMetrics(font);
  }

  private static int labelWidth(List<Sheet.Group> groups) {
    FontMetrics metrics = metrics(Theme.font(TEXT_SIZE));
    int widest =
        groups.stream()
            .flatMap(g -> g.rows().stream())
            .mapToInt(r -> metrics.stringWidth(r.label()))
            .max()
            .orElse(0);
    return widest == 0 ? 0 : widest + LABEL_GAP;
  }

  int width() {
    return width;
  }

  /** Where the first tile of each row begins. */
  int rowsLeft() {
    return MARGIN + tile + SUBJECT_GAP + labelWidth;
  }

  int rowTop(int group, int row) {
    int y = top;
    for (int g = 0; g < group; g++) {
      y += groupHeight(g) + GROUP_GAP;
    }
    return y + row * rowHeight();
  }

  int rowHeight() {
    return tile + CAPTION_HEIGHT + GAP;
  }

  private int groupHeight(int group) {
    return groups.get(group).rows().size() * rowHeight() - GAP;
  }

  /** The square of a neighbour. */
  Rectangle tile(int group, int row, int column) {
    return new Rectangle(rowsLeft() + column * (tile + GAP), rowTop(group, row), tile, tile);
  }

  /** The square of the image on the left, halfway down its rows. */
  Rectangle subject(int group) {
    int rows = groups.get(group).rows().size();
    return new Rectangle(MARGIN, rowTop(group, 0) + (rows - 1) * rowHeight() / 2, tile, tile);
  }

  /** Where the caption begins. */
  int captionTop() {
    return groups.isEmpty()
        ? top
        : rowTop(groups.size() - 1, 0) + groupHeight(groups.size() - 1) + GROUP_GAP - GAP;
  }

  /** Breaks a caption at spaces so that no line is wider than the sheet. */
  List<String> lines(String caption) {
    FontMetrics metrics = metrics(Theme.font(TEXT_SIZE));
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : caption.isBlank() ? new String[0] : caption.trim().split("\\s+")) {
      if (line.length() > 0 && metrics.stringWidth(line + " " + word) > width - 2 * MARGIN) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    if (line.length() > 0) {
      lines.add(line.toString());
    }
    return lines;
  }
}
