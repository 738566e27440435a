package org.likeness.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.likeness.image.Image;

final class ResponseSheetTest {
  private static final Image GREY = new Image(4, 4, new byte[48]);

  private static ResponseSheet sheet(double... probabilities) {
    List<ResponseSheet.Bar> bars =
        IntStream.range(0, probabilities.length)
            .mapToObj(i -> new ResponseSheet.Bar("class " + i, probabilities[i]))
            .toList();
    return new ResponseSheet("Answers", List.of(new ResponseSheet.Row(GREY, "a.png", bars)));
  }

  /** Pixels in the colour of the first bar, and in that of the others. */
  private static long count(BufferedImage picture, java.awt.Color colour) {
    return IntStream.range(0, picture.getHeight())
        .mapToLong(
            y ->
                IntStream.range(0, picture.getWidth())
                    .filter(x -> picture.getRGB(x, y) == colour.getRGB())
                    .count())
        .sum();
  }

  @Test
  void barsAreAsLongAsTheirProbability() {
    BufferedImage picture = Figures.image(sheet(0.5, 0.25));
    assertThat(count(picture, Theme.RIGHT)).isEqualTo(210 * 22);
    long second = 105 * 22; // and some pixels of smooth letters
    assertThat(count(picture, Theme.WRONG)).isBetween(second, second + 100);
  }

  @Test
  void growsWithItsBars() {
    assertThat(sheet(new double[12]).height()).isGreaterThan(sheet(1, 0).height());
    BufferedImage picture = Figures.image(sheet(1)); // the number beside the longest bar fits
    for (int y = 0; y < picture.getHeight(); y++) {
      assertThat(picture.getRGB(picture.getWidth() - 1, y)).isEqualTo(Theme.BACKGROUND.getRGB());
    }
  }

  @Test
  void whatIsNoProbabilityIsRefused() {
    assertThatThrownBy(() -> sheet(1.5)).hasMessage("probability must be in [0, 1] but is 1.5");
    assertThatThrownBy(ResponseSheetTest::sheet).hasMessage("an image needs at least one bar");
  }
}
