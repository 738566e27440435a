package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines of metrics over epochs. Lines differ in colour, in dashes and in the form of their points,
 * so that they differ in greyscale as well.
 */
public final class Curves {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 540;
  private static final int MANY_POINTS = 40;

  /** An axis that spans more than so many powers of ten has no room for 2 and 5. */
  private static final double MANY_DECADES = 3;

  private static final float[][] DASHES = {{1, 0}, {8, 5}, {2, 4}, {10, 4, 2, 4}};
  private static final List<Marker> POINTS =
      List.of(
          SeriesMarkers.CIRCLE,
          SeriesMarkers.SQUARE,
          SeriesMarkers.DIAMOND,
          SeriesMarkers.TRIANGLE_UP);

  private final String title;
  private final String xTitle;
  private final String yTitle;
  private boolean logarithmic;

  /**
   * A chart without lines.
   *
   * @param title above it
   * @param xTitle below the horizontal axis, such as {@code epoch}
   * @param yTitle beside the vertical axis, with its unit
   */
  public Curves(String title, String xTitle, String yTitle) {
    this.title = requireNonNull(title, "title is null");
    this.xTitle = requireNonNull(xTitle, "xTitle is null");
    this.yTitle = requireNonNull(yTitle, "yTitle is null");
  }

  /**
   * Both axes logarithmic, for quantities that grow by factors; all numbers must then be positive.
   */
  public Curves logarithmic() {
    logarithmic = true;
    return this;
  }

  /** Draws the lines, one at least. */
  public BufferedImage draw(List<Curve> curves) {
    if (curves.isEmpty()) {
      throw new IllegalArgumentException("a chart needs at least one curve");
    }
    return FigureImages.drawn(() -> chart(curves));
  }

  private BufferedImage chart(List<Curve> curves) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    style(chart.getStyler(), curves.size());
    if (logarithmic) {
      logarithmic(chart.getStyler(), curves);
    }
    for (int i = 0; i < curves.size(); i++) {
      Curve curve = curves.get(i);
      XYSeries series = chart.addSeries(curve.name(), curve.x(), curve.y());
      series.setLineColor(Theme.LINES.get(i % Theme.LINES.size()));
      series.setMarkerColor(Theme.LINES.get(i % Theme.LINES.size()));
      float[] dash = DASHES[i % DASHES.length];
      series.setLineStyle(
          dash[1] == 0
              ? new BasicStroke(2.2f)
              : new BasicStroke(2.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0));
      series.setMarker(
          curve.x().size() > MANY_POINTS ? SeriesMarkers.NONE : POINTS.get(i % POINTS.size()));
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  private static void logarithmic(XYStyler styler, List<Curve> curves) {
    double x = decades(curves.stream().flatMap(curve -> curve.x().stream()).toList());
    double y = decades(curves.stream().flatMap(curve -> curve.y().stream()).toList());
    styler.setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    styler.setXAxisLogarithmicDecadeOnly(false).setYAxisLogarithmicDecadeOnly(false);
    styler.setXAxisTickLabelsFormattingFunction(value -> label(value, x));
    styler.setYAxisTickLabelsFormattingFunction(value -> label(value, y));
  }

  private static double decades(List<Double> values) {
    double least = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    double most = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return Math.log10(most / least);
  }

  /**
   * What stands at a mark of a logarithmic axis: its number at 1, 2 and 5, at the powers of ten
   * alone where the axis is long, else nothing.
   *
   * @param decades powers of ten between the least and the greatest number
   */
  static String label(double value, double decades) {
    double power = Math.pow(10, Math.floor(Math.log10(value) + 1e-9));
    long digit = Math.round(value / power);
    boolean named = digit == 1 || decades <= MANY_DECADES && (digit == 2 || digit == 5);
    if (!named) {
      return " ";
    }
    return value > 0.99
        ? String.format(Locale.ROOT, "%,.0f", value)
        : BigDecimal.valueOf(value).round(new MathContext(1)).stripTrailingZeros().toPlainString();
  }

  /** As {@link #draw}, into a PNG file. */
  public void write(Path file, List<Curve> curves) {
    FigureImages.write(draw(curves), file);
  }

  /** Charts one below another, into a PNG file. */
  public static void write(Path file, BufferedImage... charts) {
    int width = Stream.of(charts).mapToInt(BufferedImage::getWidth).max().orElseThrow();
    int height = Stream.of(charts).mapToInt(BufferedImage::getHeight).sum();
    BufferedImage all = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = all.createGraphics();
    graphics.setColor(Theme.BACKGROUND);
    graphics.fillRect(0, 0, width, height);
    int y = 0;
    for (BufferedImage chart : charts) {
      graphics.drawImage(chart, 0, y, null);
      y += chart.getHeight();
    }
    graphics.dispose();
    FigureImages.write(all, file);
  }

  private static void style(XYStyler styler, int lines) {
    styler.setChartBackgroundColor(Theme.BACKGROUND);
    styler.setPlotBackgroundColor(Theme.BACKGROUND);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(Theme.RULE);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setXAxisTickMarkSpacingHint(80);
    styler.setAxisTickLabelsColor(Theme.QUIET);
    styler.setAxisTickLabelsFont(Theme.font(SheetLayout.TEXT_SIZE));
    styler.setAxisTitleFont(Theme.font(SheetLayout.TEXT_SIZE));
    styler.setChartFontColor(Theme.INK);
    styler.setChartTitleFont(Theme.bold(SheetLayout.TITLE_SIZE - 4));
    styler.setChartTitleBoxVisible(false);
    styler.setChartPadding(24);
    styler.setMarkerSize(7);
    styler.setLegendVisible(lines > 1);
    styler.setLegendFont(Theme.font(SheetLayout.TEXT_SIZE));
    styler.setLegendBorderColor(Theme.BACKGROUND);
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setAntiAlias(true);
  }
}
