package org.likeness.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.image.Image;
import org.likeness.random.RandomStream;

final class PreprocessingTest {
  private static final List<Double> MEAN = List.of(0.5, 0.4, 0.3);
  private static final List<Double> STD = List.of(0.2, 0.25, 0.5);

  @ParameterizedTest
  @CsvSource({
    "64, 48, 32, 28",
    "48, 64, 32, 28",
    "7, 5, 20, 15",
    "33, 33, 33, 33",
    "1, 1, 4, 3",
    "300, 2, 10, 10",
    "101, 97, 13, 11"
  })
  void equalsResizingEverythingAndCuttingTheMiddle(int width, int height, int resize, int size) {
    Image image = Pictures.noise(width, height, 1);
    int shorter = Math.min(width, height);
    int newWidth = resize * width / shorter;
    int newHeight = resize * height / shorter;
    Image resized =
        new ResizedCrop(CropBox.whole(width, height), newWidth, newHeight, Filter.BILINEAR)
            .apply(image);
    int left = (int) Math.rint((newWidth - size) / 2.0);
    int top = (int) Math.rint((newHeight - size) / 2.0);
    Image expected = new CropBox(left, top, size, size).apply(resized);

    Preprocessing preprocessing = new Preprocessing(resize, size, MEAN, STD);
    assertThat(preprocessing.renderImage(image).rgb()).isEqualTo(expected.rgb());
    View view = preprocessing.asView();
    assertThat(view.shape()).containsExactly(3, size, size);
    float[] out = new float[view.length()];
    view.render(image, Pictures.stream(1), out, 0);
    for (int i = 0; i < out.length; i++) {
      int channel = i / (size * size);
      int value = expected.at(i % size, i / size % size, channel);
      assertThat((double) out[i])
          .isCloseTo((value / 255.0 - MEAN.get(channel)) / STD.get(channel), within(1e-6));
    }
  }

  @Test
  void cropsTheMiddleAndSquashesNothing() {
    Image square = new Preprocessing(6, 6, MEAN, STD).renderImage(Pictures.places(16, 6));
    for (int x = 0; x < 6; x++) {
      assertThat(square.at(x, 2, 0)).isEqualTo(5 + x);
      assertThat(square.at(x, 2, 1)).isEqualTo(2);
    }
  }

  /** Resized as a whole, this strip would be 2.56 million pixels long, by 256. */
  @Test
  void onlyWhatIsSeenIsComputed() {
    Image strip = Pictures.uniform(1, 10_000, 9, 8, 7);
    assertThat(new Preprocessing(256, 224, MEAN, STD).renderImage(strip).rgb())
        .isEqualTo(Pictures.uniform(224, 224, 9, 8, 7).rgb());
  }

  @Test
  void labIsConvertedAfterFraming() {
    Image image = Pictures.noise(9, 9, 1);
    Preprocessing rgb = new Preprocessing(7, 6, MEAN, STD);
    Preprocessing lab =
        rgb.withColour(ViewOptions.Colour.LAB, List.of(50.0, 1.0, 2.0), List.of(50.0, 90.0, 100.0));
    Image square = rgb.renderImage(image);
    assertThat(lab.renderImage(image).rgb()).isEqualTo(square.rgb());
    float[] out = new float[lab.asView().length()];
    lab.asView().render(image, Pictures.stream(1), out, 0);
    double[] colour = new double[3];
    for (int i = 0; i < 36; i++) {
      int x = i % 6;
      int y = i / 6;
      LabColour.convert(square.at(x, y, 0), square.at(x, y, 1), square.at(x, y, 2), colour);
      for (int channel = 0; channel < 3; channel++) {
        assertThat((double) out[36 * channel + i])
            .isCloseTo(
                (colour[channel] - lab.mean().get(channel)) / lab.std().get(channel), within(1e-5));
      }
    }
  }

  @Test
  void takesNoRandomNumbers() {
    RandomStream touched = Pictures.stream(1);
    View view = new Preprocessing(6, 6, MEAN, STD).asView();
    view.render(Pictures.noise(9, 9, 1), touched, new float[view.length()], 0);
    assertThat(touched.nextInt()).isEqualTo(Pictures.stream(1).nextInt());
  }

  @Test
  void refusesASquareLargerThanTheResizedImage() {
    assertThatThrownBy(() -> new Preprocessing(31, 32, MEAN, STD))
        .hasMessageStartingWith("resize must be at least size");
    assertThatThrownBy(() -> new Preprocessing(32, 32, MEAN, List.of(1.0, 0.0, 1.0)))
        .hasMessageStartingWith("std must be three");
  }
}
