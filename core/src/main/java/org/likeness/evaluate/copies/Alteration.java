package org.likeness.evaluate.copies;

import java.io.IOException;
import java.util.Locale;
import org.likeness.augment.BlurOptions;
import org.likeness.augment.CropOptions;
import org.likeness.augment.JitterOptions;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.RandomView;
import org.likeness.augment.ViewOptions;
import org.likeness.image.Image;
import org.likeness.image.JpegCopy;
import org.likeness.random.RandomStream;

/**
 * One change of an image, of a strength above 0 and up to 1. All but the crop change the square
 * that the network sees.
 */
enum Alteration {
  /** A random crop of {@code 1 - 0.9 strength} of the area. */
  CROP,
  /** Mirrored, with the strength as probability. */
  MIRROR,
  /** Brightness, contrast and saturation jittered by the strength, hue by a quarter of it. */
  COLOUR,
  /** A Gaussian blur whose standard deviation is the strength times a sixteenth of the side. */
  BLUR,
  /** Saved as JPEG of quality {@code 1 - 0.95 strength}. */
  JPEG;

  private static final double CROPPED = 0.9;
  private static final double HUE = 0.25;
  private static final double BLURRED = 1 / 16.0;
  private static final double COMPRESSED = 0.95;

  /** What the greatest strength is, for protocols. */
  static final String PHRASE =
      "at strength 1 crops of 0.1 of the area, all mirrored, colours jittered by 1, blurred by a sixteenth of the side, JPEG of quality 5";

  String label() {
    return this == JPEG ? "JPEG" : name().toLowerCase(Locale.ROOT);
  }

  /** The altered image, a square of the input size. */
  Image of(Image image, double strength, Preprocessing inputs, RandomStream random)
      throws IOException {
    Image view = new RandomView(options(strength, inputs)).renderImage(image, random);
    return this == JPEG ? JpegCopy.of(view, 1 - COMPRESSED * strength) : view;
  }

  private ViewOptions options(double strength, Preprocessing inputs) {
    ViewOptions centre = ViewOptions.defaults(inputs.size()).withCrop(centre(inputs));
    return switch (this) {
      case CROP -> {
        double area = 1 - CROPPED * strength;
        yield centre.withCrop(CropOptions.randomResized(area, area));
      }
      case MIRROR -> centre.withFlip(strength);
      case COLOUR ->
          centre.withJitter(new JitterOptions(1, strength, strength, strength, HUE * strength));
      case BLUR -> {
        double sigma = BLURRED * strength * inputs.size();
        yield centre.withBlur(new BlurOptions(1, sigma, sigma, BlurOptions.Kind.PIL));
      }
      case JPEG -> centre;
    };
  }

  private static CropOptions centre(Preprocessing inputs) {
    CropOptions usual = CropOptions.defaults();
    return new CropOptions(
        CropOptions.Kind.CENTRE,
        usual.min(),
        usual.max(),
        usual.aspect(),
        inputs.resize(),
        usual.filter(),
        usual.reduced());
  }
}
