package org.likeness.augment;

import java.util.List;

/**
 * Gaussian blur.
 *
 * @param probability that it happens
 * @param sigmaMin smallest standard deviation, in pixels, positive
 * @param sigmaMax largest standard deviation, in pixels, at most 1000
 * @param kind {@code true} Gaussian kernel of a tenth of the side (SimCLR), or {@code pil}, the box
 *     approximation of Pillow (MoCo v2)
 */
public record BlurOptions(double probability, double sigmaMin, double sigmaMax, String kind) {
  public BlurOptions {
    Checks.probability("probability", probability);
    if (!(sigmaMin > 0) || Double.isInfinite(sigmaMin)) {
      throw new IllegalArgumentException(
          "sigma-min must be positive and finite but is " + sigmaMin);
    }
    Checks.range("sigma-max", sigmaMax, sigmaMin, 1000);
    Checks.oneOf("kind", kind, List.of("true", "pil"));
  }

  /**
   * No blur; where the probability is raised, sigma in [0.1, 2] as in SimCLR and MoCo v2, with
   * Pillow's approximation.
   */
  public static BlurOptions defaults() {
    return new BlurOptions(0, 0.1, 2, "pil");
  }

  /** The blur of one standard deviation on a view of the given side. */
  Operation of(double sigma, int side) {
    return kind.equals("true") ? GaussianBlur.forSide(sigma, side) : new BoxBlur(sigma);
  }
}
