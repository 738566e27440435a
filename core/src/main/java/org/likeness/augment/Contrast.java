package org.likeness.augment;

import org.likeness.image.Image;

/**
 * A blend with the uniform grey of the image's mean luma.
 *
 * @param factor 0 gives that grey, 1 the image itself, larger values more contrast
 */
public record Contrast(double factor) implements Operation {
  public Contrast {
    Pixels.requireFactor(factor);
  }

  @Override
  public Image apply(Image image) {
    byte[] rgb = image.rgb();
    long sum = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      sum += Pixels.luma(rgb[i] & 0xFF, rgb[i + 1] & 0xFF, rgb[i + 2] & 0xFF);
    }
    int mean = mean(sum, rgb.length / 3);
    return Pixels.map(image, value -> Pixels.blend(mean, value, (float) factor));
  }

  /** The mean luma, rounded. */
  static int mean(long sum, int pixels) {
    return (int) ((double) sum / pixels + 0.5);
  }
}
