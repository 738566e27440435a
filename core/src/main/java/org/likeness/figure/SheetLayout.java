package org.likeness.figure;

import java.awt.Rectangle;
import java.util.List;

/**
 * The positions of all parts of a sheet, in pixels. Computed before anything is drawn, so that the
 * sheet is exactly as large as its content.
 */
final class SheetLayout {
  static final int MARGIN = 40;
  static final int GAP = 14;
  static final int CAPTION_HEIGHT = 24;

  /** Of each further line of a caption. */
  static final int CAPTION_LINE = 18;

  static final int GROUP_GAP = 36;
  static final int SUBJECT_GAP = 40;
  static final int LABEL_GAP = 18;
  static final int TITLE_SIZE = 26;
  static final int TEXT_SIZE = 15;
  static final int LINE_HEIGHT = 22;
  private static final int SMALLEST_WIDTH = 640;

  private final int tile;
  private final int labelWidth;
  private final int captionHeight;
  private final int top;
  private final int width;
  private final List<Sheet.Group> groups;

  SheetLayout(String title, List<Sheet.Group> groups, int tile) {
    this.groups = groups;
    this.tile = tile;
    this.labelWidth = labelWidth(groups);
    this.captionHeight = CAPTION_HEIGHT + (captionLines(groups) - 1) * CAPTION_LINE;
    this.top = MARGIN + (title.isEmpty() ? 0 : TITLE_SIZE + 30);
    int columns =
        groups.stream()
            .flatMap(g -> g.rows().stream())
            .mapToInt(r -> r.tiles().size())
            .max()
            .orElse(0);
    int heading = Text.width(title, Theme.bold(TITLE_SIZE)) + 2 * MARGIN;
    int content = rowsLeft() + columns * (tile + GAP) - GAP + MARGIN;
    this.width = Math.max(Math.max(SMALLEST_WIDTH, heading), content);
  }

  private static int captionLines(List<Sheet.Group> groups) {
    return groups.stream()
        .flatMap(Sheet.Group::tiles)
        .mapToInt(tile -> tile.lines().size())
        .max()
        .orElse(1);
  }

  private static int labelWidth(List<Sheet.Group> groups) {
    List<String> labels =
        groups.stream().flatMap(g -> g.rows().stream()).map(Sheet.Row::label).toList();
    int widest = Text.widest(labels, Theme.font(TEXT_SIZE));
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
    return tile + captionHeight + GAP;
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

  /** The lines of a caption, none wider than the sheet. */
  List<String> lines(String caption) {
    return Text.lines(caption, Theme.font(TEXT_SIZE), width - 2 * MARGIN);
  }
}
