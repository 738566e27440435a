package org.likeness.figure;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The names of what a chart shows, each beside its symbol, in as many lines as they need. */
final class Legend {
  private static final int SYMBOL = 34;
  private static final int SPACE = 8;
  private static final int BETWEEN = 26;
  private static final Font FONT = Theme.font(SheetLayout.TEXT_SIZE);

  /**
   * A name with its symbol.
   *
   * @param symbol paints it into a box
   */
  record Entry(String name, BiConsumer<Graphics2D, Rectangle> symbol) {}

  private record Place(Entry entry, String name, int x, int line) {}

  private final List<Place> places = new ArrayList<>();
  private final int lines;

  /** Arranges entries; a single one without others needs no legend, and is left out. */
  Legend(List<Entry> entries, int width) {
    int x = 0;
    int line = 0;
    if (entries.size() > 1) {
      for (Entry entry : entries) {
        String name = Text.shortened(entry.name(), FONT, width - SYMBOL - SPACE);
        int needed = SYMBOL + SPACE + Text.width(name, FONT);
        if (x > 0 && x + needed > width) {
          x = 0;
          line++;
        }
        places.add(new Place(entry, name, x, line));
        x += needed + BETWEEN;
      }
    }
    lines = places.isEmpty() ? 0 : line + 1;
  }

  int height() {
    return lines == 0 ? 0 : lines * SheetLayout.LINE_HEIGHT + 16;
  }

  void paint(Graphics2D graphics, int left, int top) {
    for (Place place : places) {
      int x = left + place.x();
      int y = top + place.line() * SheetLayout.LINE_HEIGHT;
      place
          .entry()
          .symbol()
          .accept(graphics, new Rectangle(x, y + 4, SYMBOL, SheetLayout.LINE_HEIGHT - 8));
      Text.draw(
          graphics,
          place.name(),
          FONT,
          Theme.INK,
          x + SYMBOL + SPACE,
          y + SheetLayout.LINE_HEIGHT - 6);
    }
  }
}
