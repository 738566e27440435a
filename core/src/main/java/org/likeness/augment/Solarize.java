package org.likeness.augment;

import org.likeness.image.Image;

/**
 * Inverts the bright values.
 *
 * @param threshold values from here on become 255 minus themselves; 256 changes nothing
 */
public record Solarize(int threshold) implements Operation {
  public Solarize {
    if (threshold < 0 || threshold > 256) {
      throw new IllegalArgumentException("threshold must be in [0, 256] but is " + threshold);
    }
  }

  @Override
  public Image apply(Image image) {
    return Pixels.map(image, this::value);
  }

  int value(int value) {
    return value >= threshold ? 255 - value : value;
  }
}
