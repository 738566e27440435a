package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Bars in groups, one of each series in a group, with the interval of each value. */
public final class Bars {
  private static final double GAP = 0.25; // between groups, as a share of a group
  private static final double WIDEST = 90; // pixels
  private static final double CAP = 5;

  private final Titles titles;

  /**
   * A chart without bars.
   *
   * @param title above it
   * @param xTitle below the groups, may be empty
   * @param yTitle beside the vertical axis, with its unit
   */
  public Bars(String title, String xTitle, String yTitle) {
    this(new Titles(title, xTitle, yTitle, ""));
  }

  private Bars(Titles titles) {
    this.titles = titles;
  }

  /** The same with a text below it: what the numbers depend on. */
  public Bars caption(String text) {
    return new Bars(titles.withCaption(text));
  }

  /**
   * One bar in each group.
   *
   * @param name in the legend
   * @param values one for each group, NaN where there is none
   * @param low lower end of the interval of each value; empty if there are no intervals
   * @param high upper end of each, as many as {@code low}
   */
  public record Series(String name, List<Double> values, List<Double> low, List<Double> high) {
    public Series {
      requireNonNull(name, "name is null");
      values = List.copyOf(values);
      low = List.copyOf(low);
      high = List.copyOf(high);
      if (low.size() != high.size() || !low.isEmpty() && low.size() != values.size()) {
        throw new IllegalArgumentException(
            "%s must have as many ends of intervals as values, or none, but has %d, %d and %d"
                .formatted(name, values.size(), low.size(), high.size()));
      }
    }

    /** Values without intervals. */
    public Series(String name, List<Double> values) {
      this(name, values, List.of(), List.of());
    }

    private DoubleStream numbers() {
      return List.of(values, low, high).stream()
          .flatMap(List::stream)
          .mapToDouble(Double::doubleValue)
          .filter(Double::isFinite);
    }
  }

  /**
   * The chart.
   *
   * @param groups their names, below them
   * @param series one or more, each with a value for each group
   */
  public Figure draw(List<String> groups, List<Series> series) {
    List<Series> drawn = List.copyOf(series);
    if (groups.isEmpty() || drawn.isEmpty()) {
      throw new IllegalArgumentException("a chart needs at least one group and one series");
    }
    for (Series each : drawn) {
      if (each.values().size() != groups.size()) {
        throw new IllegalArgumentException(
            "%s must have a value for each of %d groups but has %d"
                .formatted(each.name(), groups.size(), each.values().size()));
      }
    }
    double least = drawn.stream().flatMapToDouble(Series::numbers).min().orElse(0);
    double most = drawn.stream().flatMapToDouble(Series::numbers).max().orElse(1);
    List<Legend.Entry> entries =
        IntStream.range(0, drawn.size())
            .mapToObj(i -> new Legend.Entry(drawn.get(i).name(), (g, box) -> swatch(g, i, box)))
            .toList();
    return Figures.drawn(
        () ->
            new Chart(
                titles,
                Scale.named(groups),
                Scale.linear(Math.min(0, least), Math.max(0, most)),
                true,
                entries,
                (graphics, chart) -> paint(graphics, chart, groups.size(), drawn)));
  }

  private static void paint(Graphics2D graphics, Chart chart, int groups, List<Series> series) {
    double slot = (double) chart.plot().width / groups;
    double width = Math.min(WIDEST, slot * (1 - GAP) / series.size());
    for (int g = 0; g < groups; g++) {
      double left = chart.x(g) - width * series.size() / 2;
      for (int s = 0; s < series.size(); s++) {
        double value = series.get(s).values().get(g);
        if (Double.isFinite(value)) {
          bar(graphics, chart, s, left + s * width, width, value);
          interval(graphics, chart, series.get(s), g, left + (s + 0.5) * width);
        }
      }
    }
    double zero = chart.y(0);
    graphics.setColor(Theme.QUIET);
    graphics.setStroke(new BasicStroke(1));
    Rectangle plot = chart.plot();
    graphics.draw(new Line2D.Double(plot.x, zero, plot.x + plot.width, zero));
  }

  private static void bar(
      Graphics2D graphics, Chart chart, int number, double left, double width, double value) {
    double zero = chart.y(0);
    double end = chart.y(value);
    graphics.setColor(Theme.line(number));
    graphics.fill(
        new Rectangle2D.Double(
            left + 1, Math.min(zero, end), Math.max(1, width - 2), Math.abs(zero - end)));
  }

  private static void interval(
      Graphics2D graphics, Chart chart, Series series, int group, double x) {
    if (series.low().isEmpty()
        || !Double.isFinite(series.low().get(group))
        || !Double.isFinite(series.high().get(group))) {
      return;
    }
    double low = chart.y(series.low().get(group));
    double high = chart.y(series.high().get(group));
    List<Line2D> lines = new ArrayList<>();
    lines.add(new Line2D.Double(x, low, x, high));
    lines.add(new Line2D.Double(x - CAP, low, x + CAP, low));
    lines.add(new Line2D.Double(x - CAP, high, x + CAP, high));
    for (boolean ground : new boolean[] {true, false}) { // visible on dark and on light bars
      graphics.setColor(ground ? Color.WHITE : Theme.INK);
      graphics.setStroke(new BasicStroke(ground ? 4 : 1.6f));
      lines.forEach(graphics::draw);
    }
  }

  private static void swatch(Graphics2D graphics, int number, Rectangle box) {
    graphics.setColor(Theme.line(number));
    graphics.fill(new Rectangle(box.x + box.width - box.height, box.y, box.height, box.height));
  }
}
