package org.likeness.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lines of metrics over epochs. Lines differ in colour, in dashes and in the form of their points,
 * so that they differ in greyscale as well.
 */
public final class Curves {
  /** Which axes are logarithmic. */
  private enum Axes {
    LINEAR,
    HORIZONTAL,
    BOTH
  }

  private static final int MANY_POINTS = 40;
  private static final double POINT = 8;

  private final Titles titles;
  private final Axes axes;
  private final List<Double> range; // of the vertical axis; empty for that of the numbers

  /**
   * A chart without lines.
   *
   * @param title above it
   * @param xTitle below the horizontal axis, such as {@code epoch}
   * @param yTitle beside the vertical axis, with its unit
   */
  public Curves(String title, String xTitle, String yTitle) {
    this(new Titles(title, xTitle, yTitle, ""), Axes.LINEAR, List.of());
  }

  private Curves(Titles titles, Axes axes, List<Double> range) {
    this.titles = titles;
    this.axes = axes;
    this.range = range;
  }

  /**
   * Both axes logarithmic, for quantities that grow by factors; all numbers must then be positive.
   */
  public Curves logarithmic() {
    return new Curves(titles, Axes.BOTH, range);
  }

  /**
   * The horizontal axis alone logarithmic, for settings that are tried by factors; its numbers must
   * then be positive.
   */
  public Curves logarithmicHorizontal() {
    return new Curves(titles, Axes.HORIZONTAL, range);
  }

  /** The vertical axis between two numbers at least, so that several charts have the same one. */
  public Curves vertical(double low, double high) {
    return new Curves(titles, axes, List.of(low, high));
  }

  /** The same with a text below it: what the numbers depend on. */
  public Curves caption(String text) {
    return new Curves(titles.withCaption(text), axes, range);
  }

  /** The chart of lines, one at least. */
  public Figure draw(List<Curve> curves) {
    if (curves.isEmpty()) {
      throw new IllegalArgumentException("a chart needs at least one curve");
    }
    List<Curve> drawn = List.copyOf(curves);
    if (drawn.stream().flatMap(this::ofLogarithmicAxes).anyMatch(value -> value <= 0)) {
      throw new IllegalArgumentException("logarithmic axes need positive numbers");
    }
    List<Legend.Entry> entries =
        IntStream.range(0, drawn.size())
            .mapToObj(i -> new Legend.Entry(drawn.get(i).name(), (g, box) -> symbol(g, i, box)))
            .toList();
    return Figures.drawn(
        () ->
            new Chart(
                titles,
                scale(drawn, Curve::x, true),
                scale(drawn, Curve::y, false),
                false,
                entries,
                (graphics, chart) -> {
                  for (int i = 0; i < drawn.size(); i++) {
                    line(graphics, chart, drawn.get(i), i);
                  }
                }));
  }

  private Stream<Double> ofLogarithmicAxes(Curve curve) {
    return switch (axes) {
      case LINEAR -> Stream.empty();
      case HORIZONTAL -> curve.x().stream();
      case BOTH -> Stream.concat(curve.x().stream(), curve.y().stream());
    };
  }

  private Scale scale(List<Curve> curves, Function<Curve, List<Double>> axis, boolean horizontal) {
    List<Double> values = new ArrayList<>(horizontal ? List.of() : range);
    curves.stream().map(axis).forEach(values::addAll);
    double least = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double most = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    if (axes == Axes.BOTH || axes == Axes.HORIZONTAL && horizontal) {
      return Scale.logarithmic(least, most);
    }
    return horizontal && values.stream().allMatch(value -> value == Math.rint(value))
        ? Scale.whole((long) least, (long) most)
        : Scale.linear(least, most);
  }

  private static void line(Graphics2D graphics, Chart chart, Curve curve, int number) {
    Path2D path = new Path2D.Double();
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < curve.x().size(); i++) {
      double x = chart.x(curve.x().get(i));
      double y = chart.y(curve.y().get(i));
      points.add(new double[] {x, y});
      if (i == 0) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    graphics.setColor(Theme.line(number));
    graphics.setStroke(Theme.stroke(number));
    graphics.draw(path);
    if (points.size() <= MANY_POINTS) {
      points.forEach(point -> graphics.fill(point(number, point[0], point[1])));
    }
  }

  private static void symbol(Graphics2D graphics, int number, Rectangle box) {
    Color colour = Theme.line(number);
    graphics.setColor(colour);
    graphics.setStroke(Theme.stroke(number));
    double y = box.getCenterY();
    graphics.draw(new Line2D.Double(box.x, y, box.x + box.width, y));
    graphics.fill(point(number, box.getCenterX(), y));
  }

  /** Circle, square, diamond, triangle in turn. */
  private static Shape point(int number, double x, double y) {
    double half = POINT / 2;
    return switch (number % 4) {
      case 0 -> new Ellipse2D.Double(x - half, y - half, POINT, POINT);
      case 1 -> new Rectangle2D.Double(x - half, y - half, POINT, POINT);
      case 2 -> polygon(x, y - half - 1, x + half + 1, y, x, y + half + 1, x - half - 1, y);
      default -> polygon(x, y - half - 1, x + half + 1, y + half, x - half - 1, y + half);
    };
  }

  private static Shape polygon(double... corners) {
    Path2D path = new Path2D.Double();
    path.moveTo(corners[0], corners[1]);
    Stream.iterate(2, i -> i < corners.length, i -> i + 2)
        .forEach(i -> path.lineTo(corners[i], corners[i + 1]));
    path.closePath();
    return path;
  }
}
