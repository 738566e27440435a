package org.likeness.augment;

/**
 * Colour jitter: factors uniform in [1 - v, 1 + v] for brightness, contrast and saturation (never
 * below 0), a shift uniform in [-h, h] of the colour circle, applied in random order (torchvision's
 * meaning). A strength of 0 leaves that part out.
 *
 * @param probability that anything happens at all
 * @param brightness v of the brightness
 * @param contrast v of the contrast
 * @param saturation v of the saturation
 * @param hue h, at most 0.5
 */
public record JitterOptions(
    double probability, double brightness, double contrast, double saturation, double hue) {
  public JitterOptions {
    Checks.probability("probability", probability);
    Checks.notNegative("brightness", brightness);
    Checks.notNegative("contrast", contrast);
    Checks.notNegative("saturation", saturation);
    Checks.range("hue", hue, 0, 0.5);
  }

  /** No jitter. */
  public static JitterOptions defaults() {
    return new JitterOptions(0, 0, 0, 0, 0);
  }
}
