package org.likeness.augment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.image.Image;

/**
 * The fast way gives the bytes and floats of the plain one, on sizes that are awkward for both, and
 * it is the one that runs.
 */
final class FusedEqualsPlainTest {
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1, 1, 7",
    "1, 13, 5",
    "17, 1, 4",
    "2, 3, 16",
    "31, 37, 32",
    "32, 32, 32",
    "97, 61, 23",
    "13, 101, 8",
    "5, 7, 29",
    "150, 113, 64",
    "300, 200, 257",
    "900, 7, 16"
  })
  void everyPartTogether(int width, int height, int size) {
    for (BlurOptions.Kind blur : BlurOptions.Kind.values()) {
      for (Filter filter : Filter.values()) {
        ViewOptions options =
            ViewOptions.defaults(size)
                .withCrop(
                    new CropOptions(
                        CropOptions.Kind.RANDOM_RESIZED, 0.05, 1, 4.0 / 3, 0, filter, false))
                .withFlip(0.5)
                .withJitter(new JitterOptions(0.8, 0.8, 0.8, 0.8, 0.5))
                .withGrayscale(0.2, width % 2 == 0)
                .withBlur(new BlurOptions(0.5, 0.1, 6, blur))
                .withSolarize(0.2, 100);
        assertEqual(options, width, height, 40);
      }
    }
  }

  /** One thread's arrays are used again for other sizes and other numbers of taps. */
  @Test
  void sizesByTurns() {
    for (int size : new int[] {64, 8, 64, 300, 64, 1, 33}) {
      for (int side : new int[] {700, 20, 90}) {
        assertEqual(ViewOptions.defaults(size).withFlip(0.5), side, side / 2, 2);
      }
    }
  }

  /** Where the last byte that is read is the image's last. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void boxInTheLastCorner(boolean flip) {
    Image image = Pictures.noise(41, 37, 5);
    for (int side = 1; side < 30; side++) {
      CropBox box = new CropBox(41 - side, 37 - side, side, side);
      Framing framing = new Framing(box, 12, 12, 0, 0, 12, Filter.BICUBIC);
      DrawnView view = new DrawnView(framing, flip, List.of());
      assertThat(FusedPixels.ofThread().render(image, view).image().rgb())
          .isEqualTo(view.apply(image).rgb());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "RANDOM, 32, 24",
    "RANDOM, 40, 40",
    "CENTRE, 33, 32",
    "CENTRE, 9, 8",
    "RANDOM, 64, 1"
  })
  void squareCrops(CropOptions.Kind kind, int resize, int size) {
    ViewOptions options =
        ViewOptions.defaults(size)
            .withFlip(0.5)
            .withCrop(new CropOptions(kind, 0.2, 1, 4.0 / 3, resize, Filter.BICUBIC, false));
    assertEqual(options, 41, 23, 10);
    assertEqual(options, 5, 19, 10);
    assertEqual(options, 1, 1, 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 6, 12, 25})
  void blursOfAllWidths(int sigma) {
    for (BlurOptions.Kind kind : BlurOptions.Kind.values()) {
      ViewOptions options =
          ViewOptions.defaults(31).withBlur(new BlurOptions(1, sigma, sigma, kind));
      assertEqual(options, 29, 31, 5);
    }
  }

  /** Kernels of 1 to 13 taps: the outer ones of a narrow Gaussian are left out. */
  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 0.6, 0.9, 1.3, 2})
  void gaussiansWithFewerTapsThanTheSideAllows(double sigma) {
    ViewOptions options =
        ViewOptions.defaults(131).withBlur(new BlurOptions(1, sigma, sigma, BlurOptions.Kind.TRUE));
    assertEqual(options, 90, 140, 2);
  }

  @Test
  void lab() {
    ViewOptions options =
        Pictures.simclr(17)
            .withColour(
                ViewOptions.Colour.LAB, List.of(50.0, 6.025, -6.69), List.of(50.0, 92.208, 101.168))
            .withSolarize(0.5, 90);
    assertEqual(options, 19, 23, 20);
  }

  @Test
  void hueOnEveryColourOfACoarseCubeAndBesideEveryGrey() {
    int[] levels = new int[64];
    for (int i = 0; i < 64; i++) {
      levels[i] = i < 32 ? i * 255 / 31 : 100 + i;
    }
    byte[] rgb = new byte[512 * 512 * 3];
    for (int i = 0; i < 512 * 512; i++) {
      rgb[3 * i] = (byte) levels[i & 63];
      rgb[3 * i + 1] = (byte) levels[i >> 6 & 63];
      rgb[3 * i + 2] = (byte) levels[i >> 12 & 63];
    }
    Image image = new Image(512, 512, rgb);
    for (double shift : new double[] {-0.5, -0.21, 0.003, 0.1, 0.37, 0.5}) {
      DrawnView view = view(512, List.of(new Hue(shift)));
      assertThat(FusedPixels.ofThread().render(image, view).image().rgb())
          .isEqualTo(view.apply(image).rgb());
    }
  }

  /** All hues and values with every third saturation. */
  @Test
  void hueBackToColours() {
    for (int hue = 0; hue < 256; hue++) {
      for (int saturation = 0; saturation < 256; saturation += 3) {
        for (int value = 0; value < 256; value++) {
          int plain = Hue.toRgb(hue, saturation, value);
          int fast = Integer.reverseBytes(FusedHue.rgb(hue, saturation, value)) >>> 8;
          if (plain != fast) {
            assertThat(fast).as("hsv %d %d %d", hue, saturation, value).isEqualTo(plain);
          }
        }
      }
    }
  }

  /**
   * Every pair of values, blended by factors that are safe in fixed point and by such that are not.
   */
  @Test
  void blendsOfEveryFactor() {
    byte[] rgb = new byte[256 * 256 * 3];
    for (int i = 0; i < 256 * 256; i++) {
      rgb[3 * i] = (byte) i;
      rgb[3 * i + 1] = (byte) (i >> 8);
      rgb[3 * i + 2] = (byte) (i * 7);
    }
    Image image = new Image(256, 256, rgb);
    int safe = 0;
    int factors = 120;
    for (int number = 0; number < factors; number++) {
      double factor = number < 20 ? number / 8.0 : Pictures.stream(number).uniform(0, 2.2);
      safe += FusedColour.isSafeInFixedPoint((float) factor) ? 1 : 0;
      for (Operation operation :
          List.of(new Brightness(factor), new Contrast(factor), new Saturation(factor))) {
        DrawnView view = view(256, List.of(operation));
        assertThat(FusedPixels.ofThread().render(image, view).image().rgb())
            .as("%s", operation)
            .isEqualTo(view.apply(image).rgb());
      }
    }
    assertThat(safe).isBetween(factors / 2, factors - 5);
  }

  @Test
  void theFastWayIsTheOneThatRuns() {
    RandomView view = new RandomView(Pictures.mocoV2(8));
    View centre = new Preprocessing(9, 8, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0)).asView();
    Image image = Pictures.noise(11, 9, 1);
    float[] out = new float[view.length()];
    long before = FusedPixels.ofThread().views();
    view.render(image, Pictures.stream(1), out, 0);
    view.renderImage(image, Pictures.stream(1));
    centre.render(image, Pictures.stream(1), out, 0);
    assertThat(FusedPixels.ofThread().views() - before).isEqualTo(3);
    view.renderPlain(image, Pictures.stream(1), out, 0);
    view.renderImagePlain(image, Pictures.stream(1));
    assertThat(FusedPixels.ofThread().views() - before).isEqualTo(3);
  }

  private static DrawnView view(int size, List<Operation> operations) {
    Framing framing =
        new Framing(CropBox.whole(size, size), size, size, 0, 0, size, Filter.BILINEAR);
    return new DrawnView(framing, false, operations);
  }

  private static void assertEqual(ViewOptions options, int width, int height, int seeds) {
    RandomView view = new RandomView(options);
    for (int seed = 0; seed < seeds; seed++) {
      Image image = Pictures.noise(width, height, seed);
      float[] plain = new float[view.length() + 5];
      float[] fast = new float[view.length() + 5];
      view.renderPlain(image, Pictures.stream(seed), plain, 3);
      view.render(image, Pictures.stream(seed), fast, 3);
      assertThat(fast).as("%s of %dx%d, seed %d", options, width, height, seed).isEqualTo(plain);
      FloatBuffer memory = FloatBuffer.allocate(view.length());
      view.render(image, Pictures.stream(seed), new float[view.length()], memory);
      assertThat(memory.array()).isEqualTo(Arrays.copyOfRange(plain, 3, 3 + view.length()));
      Image plainImage = view.renderImagePlain(image, Pictures.stream(seed));
      assertThat(view.renderImage(image, Pictures.stream(seed)).rgb()).isEqualTo(plainImage.rgb());
    }
  }
}
