package org.likeness.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ChartsTest {
  private static final int BLUE = 0x0072B2;
  private static final int ORANGE = 0xD55E00;

  private static int count(BufferedImage image, int colour) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += (image.getRGB(x, y) & 0xFFFFFF) == colour ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void barsAreAsLongAsTheirValues() {
    Bars.Series once = new Bars.Series("once", List.of(10.0, 20.0));
    Bars.Series twice = new Bars.Series("twice", List.of(20.0, 40.0));
    BufferedImage drawn =
        Figures.image(new Bars("", "", "%").draw(List.of("a", "b"), List.of(once, twice)));
    double ratio = (double) count(drawn, ORANGE) / count(drawn, BLUE);
    assertThat(ratio).isBetween(1.95, 2.05);
  }

  @Test
  void aMissingValueHasNoBarAndNegativeOnesGoDown() {
    Bars.Series gap = new Bars.Series("gap", List.of(Double.NaN, Double.NaN));
    Bars.Series down = new Bars.Series("down", List.of(-1.0, -2.0));
    BufferedImage drawn =
        Figures.image(new Bars("", "", "").draw(List.of("a", "b"), List.of(gap, down)));
    BufferedImage alone =
        Figures.image(
            new Bars("", "", "")
                .draw(
                    List.of("a", "b"),
                    List.of(gap, new Bars.Series("down", List.of(Double.NaN, Double.NaN)))));
    assertThat(count(drawn, BLUE)).isEqualTo(count(alone, BLUE)); // its legend
    assertThat(count(drawn, ORANGE)).isGreaterThan(count(alone, ORANGE) + 1000);
  }

  @Test
  void intervalsAreDrawnOverTheirBars() {
    List<Double> value = List.of(10.0);
    Figure plain = new Bars("", "", "").draw(List.of("a"), List.of(new Bars.Series("s", value)));
    Figure withEnds =
        new Bars("", "", "")
            .draw(List.of("a"), List.of(new Bars.Series("s", value, List.of(8.0), List.of(10.0))));
    assertThat(count(Figures.image(withEnds), BLUE)).isLessThan(count(Figures.image(plain), BLUE));
    assertThatThrownBy(() -> new Bars.Series("s", value, List.of(8.0), List.of()))
        .hasMessage("s must have as many ends of intervals as values, or none, but has 1, 1 and 0");
    assertThatThrownBy(
            () ->
                new Bars("", "", "").draw(List.of("a", "b"), List.of(new Bars.Series("s", value))))
        .hasMessage("s must have a value for each of 2 groups but has 1");
  }

  @Test
  void longNamesOfGroupsMakeTheChartHigher() {
    Bars.Series series = new Bars.Series("s", Collections.nCopies(12, 1.0));
    List<String> numbers = IntStream.range(0, 12).mapToObj(Integer::toString).toList();
    List<String> words = numbers.stream().map(n -> "a class with a long name " + n).toList();
    Bars bars = new Bars("title", "", "");
    assertThat(Figures.svg(bars.draw(numbers, List.of(series)))).doesNotContain("rotate(-35");
    assertThat(Figures.svg(bars.draw(words, List.of(series))))
        .contains("…</text>", ">a class with ")
        .isNotEqualTo(Figures.svg(bars.draw(numbers, List.of(series))));
  }

  @Test
  void histogramsShowEachDistribution() {
    Histogram.Distribution left = new Histogram.Distribution("left", List.of(1.0, 0.0));
    Histogram.Distribution right = new Histogram.Distribution("right", List.of(0.0, 1.0));
    BufferedImage drawn =
        Figures.image(new Histogram("", "cosine", "%").draw(-1, 1, List.of(left, right)));
    assertThat(count(drawn, BLUE)).isGreaterThan(500);
    assertThat(count(drawn, ORANGE)).isGreaterThan(300); // dashed
    int light = drawn.getRGB(300, 300);
    assertThat(light).isNotEqualTo(drawn.getRGB(700, 300)).isNotEqualTo(0xFFFFFFFF);
    assertThatThrownBy(() -> new Histogram.Distribution("x", List.of(-1.0)))
        .hasMessage("x must have finite heights, none below 0, but has [-1.0]");
    assertThatThrownBy(
            () ->
                new Histogram("", "", "")
                    .draw(0, 1, List.of(left, new Histogram.Distribution("x", List.of(1.0)))))
        .hasMessage("a histogram needs distributions with the same number of bins, one at least");
  }

  @Test
  void confusionHasRowsInPercent() {
    Confusion confusion =
        new Confusion("Title", List.of("cat", "dog"), new int[][] {{3, 1}, {0, 0}}, "caption");
    String svg = Figures.svg(confusion);
    assertThat(svg)
        .contains(">75</text>", ">25</text>", ">cat</text>", ">predicted class, rows in %</text>");
    assertThat(Figures.image(confusion).getHeight()).isEqualTo(confusion.height());
    assertThatThrownBy(() -> new Confusion("", List.of("a"), new int[][] {{1, 2}}, ""))
        .hasMessage("row 0 must have 1 columns but has 2");
    assertThatThrownBy(() -> new Confusion("", Collections.nCopies(21, "a"), new int[21][21], ""))
        .hasMessage("a matrix needs 1 to 20 classes and a row for each but has 21 and 21 rows");
  }

  /** The bounds of the pixels in which two drawings differ: least x, most x. */
  private static int[] changed(BufferedImage a, BufferedImage b) {
    int[] bounds = {Integer.MAX_VALUE, -1};
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        if (a.getRGB(x, y) != b.getRGB(x, y)) {
          bounds[0] = Math.min(bounds[0], x);
          bounds[1] = Math.max(bounds[1], x);
        }
      }
    }
    return bounds;
  }

  private static BufferedImage bars(double end) {
    List<Double> values = List.of(10.0, 20.0);
    return Figures.image(
        new Bars("", "", "")
            .draw(
                List.of("a", "b"),
                List.of(
                    new Bars.Series("s", values, List.of(9.0, 19.0), List.of(11.0, 21.0)),
                    new Bars.Series("t", values, List.of(9.0, end), List.of(11.0, 21.0)))));
  }

  /** Another end of the second series in the second group changes its bar and no other. */
  @Test
  void anIntervalStandsOnItsOwnBar() {
    BufferedImage drawn = bars(18);
    int[] bounds = changed(drawn, bars(12));
    int left = drawn.getWidth();
    int right = 0;
    for (int x = drawn.getWidth() / 2; x < drawn.getWidth(); x++) {
      if ((drawn.getRGB(x, 400) & 0xFFFFFF) == ORANGE) {
        left = Math.min(left, x);
        right = Math.max(right, x);
      }
    }
    assertThat(bounds[0]).isBetween(left, (left + right) / 2);
    assertThat(bounds[1]).isBetween((left + right) / 2, right);
    assertThat(bounds[1] - bounds[0]).isLessThan(20);
  }

  /** Areas are 70 of 255 parts of their colour on white. */
  @Test
  void theFirstBinOfAHistogramIsOnTheLeft() {
    Histogram.Distribution left = new Histogram.Distribution("left", List.of(1.0, 0.0));
    Histogram.Distribution right = new Histogram.Distribution("right", List.of(0.0, 1.0));
    BufferedImage drawn =
        Figures.image(new Histogram("", "cosine", "%").draw(-1, 1, List.of(left, right)));
    int[] at = {300, 700};
    int[] colours = {BLUE, ORANGE};
    for (int i = 0; i < 2; i++) {
      int pixel = drawn.getRGB(at[i], 300);
      for (int shift = 0; shift <= 16; shift += 8) {
        double expected = 255 - (255 - (colours[i] >> shift & 0xFF)) * 70 / 255.0;
        assertThat((double) (pixel >> shift & 0xFF)).isCloseTo(expected, within(2.0));
      }
    }
  }

  /** The bounds of dark pixels: titles alone are dark. */
  private static int[] dark(Figure figure) {
    BufferedImage drawn = Figures.image(figure);
    int[] bounds = {Integer.MAX_VALUE, -1, Integer.MAX_VALUE, -1};
    for (int y = 0; y < drawn.getHeight(); y++) {
      for (int x = 0; x < drawn.getWidth(); x++) {
        int rgb = drawn.getRGB(x, y);
        if ((rgb >> 16 & 0xFF) < 0x40 && (rgb >> 8 & 0xFF) < 0x40 && (rgb & 0xFF) < 0x40) {
          bounds[0] = Math.min(bounds[0], x);
          bounds[1] = Math.max(bounds[1], x);
          bounds[2] = Math.min(bounds[2], y);
          bounds[3] = Math.max(bounds[3], y);
        }
      }
    }
    return bounds;
  }

  @Test
  void eachTitleIsAtItsPlace() {
    Curve line = new Curve("c", List.of(0.0, 1.0), List.of(0.0, 1.0));
    Bars.Series bar = new Bars.Series("s", List.of(1.0));
    Histogram.Distribution bins = new Histogram.Distribution("d", List.of(1.0));
    for (int place = 0; place < 3; place++) {
      String top = place == 0 ? "TITLE" : "";
      String below = place == 1 ? "TITLE" : "";
      String beside = place == 2 ? "TITLE" : "";
      for (Figure figure :
          List.of(
              new Curves(top, below, beside).draw(List.of(line)),
              new Bars(top, below, beside).draw(List.of("a"), List.of(bar)),
              new Histogram(top, below, beside).draw(0, 1, List.of(bins)))) {
        int[] bounds = dark(figure);
        switch (place) {
          case 0 -> assertThat(bounds[3]).as("above").isBetween(20, 80);
          case 1 -> {
            assertThat(bounds[2]).as("below").isGreaterThan(figure.height() - 80);
            assertThat(bounds[0]).isGreaterThan(300);
          }
          default -> {
            assertThat(bounds[1]).as("beside").isBetween(20, 60);
            assertThat(bounds[3] - bounds[2]).as("upright").isGreaterThan(bounds[1] - bounds[0]);
          }
        }
      }
    }
  }
}
