package org.likeness.augment;

import org.likeness.image.Image;

/**
 * Multiplies every value: a blend with black.
 *
 * @param factor 0 gives black, 1 the image itself, larger values a brighter one
 */
public record Brightness(double factor) implements Operation {
  public Brightness {
    Pixels.requireFactor(factor);
  }

  @Override
  public Image apply(Image image) {
    return Pixels.map(image, value -> Pixels.blend(0, value, (float) factor));
  }
}
