package org.likeness.figure;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A chart: title, legend, two axes with their marks, a caption, and between them what its content
 * paints. Labels of the horizontal axis that would overlap are drawn slanted if they are names, and
 * left out if they are numbers.
 */
final class Chart implements Figure {
  static final int WIDTH = 960;
  private static final int HEIGHT = 540;
  private static final int MARGIN = 28;
  private static final int TITLE = SheetLayout.TITLE_SIZE - 4;
  private static final int GAP = 10;
  private static final int EDGE = 4; // of the figure, without text
  private static final double SLANT = Math.toRadians(35);
  private static final int LONGEST_NAME = 180;
  private static final Font FONT = Theme.font(SheetLayout.TEXT_SIZE);
  private static final Font TITLE_FONT = Theme.bold(TITLE);

  private final Titles titles;
  private final Scale x;
  private final Scale y;
  private final boolean named;
  private final BiConsumer<Graphics2D, Chart> content;
  private final Legend legend;
  private final List<String> caption;
  private final List<String> names;
  private final boolean slanted;
  private final int labelHeight;
  private final Rectangle plot;

  /**
   * A chart.
   *
   * @param named the marks of the horizontal axis are names, all of which are drawn
   * @param content paints what is shown, with {@link #x} and {@link #y}
   */
  Chart(
      Titles titles,
      Scale x,
      Scale y,
      boolean named,
      List<Legend.Entry> entries,
      BiConsumer<Graphics2D, Chart> content) {
    this.titles = titles;
    this.x = x;
    this.y = y;
    this.named = named;
    this.content = content;
    this.legend = new Legend(entries, WIDTH - 2 * MARGIN);
    this.caption = Text.lines(titles.caption(), FONT, WIDTH - 2 * MARGIN);
    this.names =
        x.ticks().stream().map(tick -> Text.shortened(tick.label(), FONT, LONGEST_NAME)).toList();
    int left =
        MARGIN
            + (titles.y().isEmpty() ? 0 : SheetLayout.LINE_HEIGHT + 6)
            + Text.widest(y.ticks().stream().map(Scale.Tick::label).toList(), FONT)
            + GAP;
    int width = WIDTH - MARGIN - GAP - left;
    int widest = Text.widest(names, FONT);
    this.slanted = named && widest > width / Math.max(1, names.size()) - 6;
    this.labelHeight = SheetLayout.LINE_HEIGHT + (slanted ? (int) (widest * Math.sin(SLANT)) : 0);
    int top = MARGIN + (titles.title().isEmpty() ? 0 : TITLE + 14) + legend.height();
    int bottom =
        HEIGHT - MARGIN - (titles.x().isEmpty() ? 0 : SheetLayout.LINE_HEIGHT) - labelHeight;
    this.plot = new Rectangle(left, top, width, Math.max(100, bottom - top));
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    int lines = caption.size() * SheetLayout.LINE_HEIGHT;
    return axisBottom() + MARGIN + lines;
  }

  /** Below the title of the horizontal axis. */
  private int axisBottom() {
    return plot.y
        + plot.height
        + labelHeight
        + (titles.x().isEmpty() ? 0 : SheetLayout.LINE_HEIGHT);
  }

  Rectangle plot() {
    return plot;
  }

  /** The horizontal position of a number. */
  double x(double value) {
    return plot.x + x.at(value) * plot.width;
  }

  /** The vertical position of a number. */
  double y(double value) {
    return plot.y + (1 - y.at(value)) * plot.height;
  }

  @Override
  public void paint(Graphics2D graphics) {
    int top = MARGIN;
    if (!titles.title().isEmpty()) {
      String title = Text.shortened(titles.title(), TITLE_FONT, WIDTH - 2 * MARGIN);
      Text.centred(graphics, title, TITLE_FONT, Theme.INK, WIDTH / 2.0, top + TITLE - 4);
      top += TITLE + 14;
    }
    legend.paint(graphics, MARGIN, top);
    paintVertical(graphics);
    paintHorizontal(graphics);
    content.accept(graphics, this);
    int base = axisBottom() + GAP;
    for (String line : caption) {
      base += SheetLayout.LINE_HEIGHT;
      Text.draw(graphics, line, FONT, Theme.QUIET, MARGIN, base);
    }
  }

  private void paintVertical(Graphics2D graphics) {
    graphics.setStroke(new BasicStroke(1));
    for (Scale.Tick tick : y.ticks()) {
      double at = y(tick.value());
      graphics.setColor(Theme.RULE);
      graphics.draw(new Line2D.Double(plot.x, at, plot.x + plot.width, at));
      Text.right(graphics, tick.label(), FONT, Theme.QUIET, plot.x - GAP, at + 5);
    }
    AffineTransform upright = graphics.getTransform();
    graphics.translate(MARGIN + SheetLayout.TEXT_SIZE, plot.y + plot.height / 2.0);
    graphics.rotate(-Math.PI / 2);
    String title = Text.shortened(titles.y(), FONT, plot.height + 60);
    Text.centred(graphics, title, FONT, Theme.INK, 0, 0);
    graphics.setTransform(upright);
  }

  private void paintHorizontal(Graphics2D graphics) {
    int bottom = plot.y + plot.height;
    graphics.setColor(Theme.QUIET);
    graphics.setStroke(new BasicStroke(1));
    graphics.draw(new Line2D.Double(plot.x, bottom, plot.x + plot.width, bottom));
    double free = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < names.size(); i++) {
      double half = Text.width(names.get(i), FONT) / 2.0;
      double at = x(x.ticks().get(i).value());
      if (slanted) {
        int room = (int) ((at - EDGE) / Math.cos(SLANT)); // down to the left
        paintSlanted(graphics, Text.shortened(names.get(i), FONT, room), at, bottom);
      } else if (named || at - half > free) {
        double middle = Math.min(at, WIDTH - EDGE - half);
        Text.centred(
            graphics, names.get(i), FONT, Theme.QUIET, middle, bottom + SheetLayout.LINE_HEIGHT);
        free = at + half + GAP;
      }
    }
    Text.centred(
        graphics, titles.x(), FONT, Theme.INK, plot.x + plot.width / 2.0, axisBottom() + 2);
  }

  private static void paintSlanted(Graphics2D graphics, String name, double at, int bottom) {
    AffineTransform upright = graphics.getTransform();
    graphics.translate(at + 4, bottom + SheetLayout.LINE_HEIGHT - 6);
    graphics.rotate(-SLANT);
    Text.right(graphics, name, FONT, Theme.QUIET, 0, 0);
    graphics.setTransform(upright);
  }
}
