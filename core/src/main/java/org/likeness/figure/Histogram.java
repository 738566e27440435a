package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.List;
import java.util.stream.IntStream;

/** Overlaid distributions over the same bins, each an outline over a transparent area. */
public final class Histogram {
  private static final int OPACITY = 70; // of 255

  private final Titles titles;

  /**
   * A chart without distributions.
   *
   * @param title above it
   * @param xTitle below the horizontal axis: what is distributed
   * @param yTitle beside the vertical axis, such as {@code share, %}
   */
  public Histogram(String title, String xTitle, String yTitle) {
    this(new Titles(title, xTitle, yTitle, ""));
  }

  private Histogram(Titles titles) {
    this.titles = titles;
  }

  /** The same with a text below it: what the numbers depend on. */
  public Histogram caption(String text) {
    return new Histogram(titles.withCaption(text));
  }

  /**
   * A distribution.
   *
   * @param name in the legend
   * @param heights one for each bin, not negative
   */
  public record Distribution(String name, List<Double> heights) {
    public Distribution {
      requireNonNull(name, "name is null");
      heights = List.copyOf(heights);
      if (heights.isEmpty()
          || heights.stream().anyMatch(height -> !(height >= 0) || height.isInfinite())) {
        throw new IllegalArgumentException(
            name + " must have finite heights, none below 0, but has " + heights);
      }
    }
  }

  /**
   * The chart.
   *
   * @param low lower end of the first bin
   * @param high upper end of the last bin
   * @param distributions one or more, all with the same number of bins
   */
  public Figure draw(double low, double high, List<Distribution> distributions) {
    List<Distribution> drawn = List.copyOf(distributions);
    if (drawn.isEmpty()
        || drawn.stream().mapToInt(each -> each.heights().size()).distinct().count() != 1) {
      throw new IllegalArgumentException(
          "a histogram needs distributions with the same number of bins, one at least");
    }
    double most =
        drawn.stream()
            .flatMap(each -> each.heights().stream())
            .mapToDouble(Double::doubleValue)
            .max()
            .orElseThrow();
    List<Legend.Entry> entries =
        IntStream.range(0, drawn.size())
            .mapToObj(i -> new Legend.Entry(drawn.get(i).name(), (g, box) -> symbol(g, i, box)))
            .toList();
    return Figures.drawn(
        () ->
            new Chart(
                titles,
                Scale.linear(low, high),
                Scale.linear(0, most > 0 ? most : 1),
                false,
                entries,
                (graphics, chart) -> {
                  for (int i = 0; i < drawn.size(); i++) {
                    area(graphics, chart, drawn.get(i).heights(), low, high, i);
                  }
                }));
  }

  private static void area(
      Graphics2D graphics, Chart chart, List<Double> heights, double low, double high, int number) {
    Path2D outline = new Path2D.Double();
    outline.moveTo(chart.x(low), chart.y(0));
    double width = (high - low) / heights.size();
    for (int bin = 0; bin < heights.size(); bin++) {
      double y = chart.y(heights.get(bin));
      outline.lineTo(chart.x(low + bin * width), y);
      outline.lineTo(chart.x(low + (bin + 1) * width), y);
    }
    outline.lineTo(chart.x(high), chart.y(0));
    graphics.setColor(transparent(number));
    graphics.fill(outline);
    graphics.setColor(Theme.line(number));
    graphics.setStroke(Theme.stroke(number));
    graphics.draw(outline);
  }

  private static Color transparent(int number) {
    Color colour = Theme.line(number);
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), OPACITY);
  }

  private static void symbol(Graphics2D graphics, int number, Rectangle box) {
    graphics.setColor(transparent(number));
    graphics.fill(box);
    graphics.setColor(Theme.line(number));
    graphics.setStroke(Theme.stroke(number));
    graphics.draw(new Line2D.Double(box.x, box.y, box.x + box.width, box.y));
  }
}
