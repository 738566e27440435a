package org.likeness.augment;

import java.util.List;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

/** Pictures and settings that several tests look at. */
final class Pictures {
  private Pictures() {}

  /** Independent uniform bytes, with stretches of grey and of extremes. */
  static Image noise(int width, int height, int number) {
    RandomStream random = stream(number);
    byte[] rgb = new byte[width * height * 3];
    for (int i = 0; i < rgb.length; i += 3) {
      int kind = random.nextInt(4);
      int grey = random.nextInt(256);
      for (int channel = 0; channel < 3; channel++) {
        int value = random.nextInt(256);
        rgb[i + channel] = (byte) (kind == 0 ? grey : kind == 1 ? (value < 128 ? 0 : 255) : value);
      }
    }
    return new Image(width, height, rgb);
  }

  /** Every pixel tells its place: red the column, green the row. */
  static Image places(int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    for (int i = 0; i < width * height; i++) {
      rgb[3 * i] = (byte) (i % width);
      rgb[3 * i + 1] = (byte) (i / width);
    }
    return new Image(width, height, rgb);
  }

  static Image uniform(int width, int height, int red, int green, int blue) {
    byte[] rgb = new byte[width * height * 3];
    for (int i = 0; i < rgb.length; i += 3) {
      rgb[i] = (byte) red;
      rgb[i + 1] = (byte) green;
      rgb[i + 2] = (byte) blue;
    }
    return new Image(width, height, rgb);
  }

  static RandomStream stream(int number) {
    return new RandomSource(7).stream(Purpose.AUGMENTATION, 0, number);
  }

  /** SimCLR on small pictures: no blur, jitter of half strength. */
  static ViewOptions simclr(int size) {
    return ViewOptions.defaults(size)
        .withCrop(
            new CropOptions(
                CropOptions.Kind.RANDOM_RESIZED, 0.08, 1, 4.0 / 3, 0, Filter.BICUBIC, false))
        .withFlip(0.5)
        .withJitter(new JitterOptions(0.8, 0.4, 0.4, 0.4, 0.1))
        .withGrayscale(0.2, false)
        .withColour(ViewOptions.Colour.RGB, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
  }

  static ViewOptions instDisc(int size) {
    return ViewOptions.defaults(size)
        .withJitter(new JitterOptions(1, 0.4, 0.4, 0.4, 0.4))
        .withGrayscale(0.2, false);
  }

  static ViewOptions mocoV2(int size) {
    return ViewOptions.defaults(size)
        .withFlip(0.5)
        .withJitter(new JitterOptions(0.8, 0.4, 0.4, 0.4, 0.1))
        .withGrayscale(0.2, false)
        .withBlur(new BlurOptions(0.5, 0.1, 2, BlurOptions.Kind.PIL));
  }
}
