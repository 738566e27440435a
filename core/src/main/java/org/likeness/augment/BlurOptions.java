package org.likeness.augment;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;

/** Gaussian blur. */
public record BlurOptions(
    @Option(value = "0", range = "[0, 1]", help = "probability of blurring") double probability,
    @Option(
            value = "0.1",
            range = "(0, 1000]",
            help = "smallest standard deviation of the blur, in pixels")
        double sigmaMin,
    @Option(
            value = "2",
            range = "(0, 1000]",
            help = "largest standard deviation of the blur, in pixels")
        double sigmaMax,
    @Option(
            value = "pil",
            help =
                "a Gaussian kernel of a tenth of the side (true; SimCLR), or Pillow's approximation by boxes (pil; MoCo v2)")
        Kind kind) {

  /** How the blur is computed. */
  public enum Kind {
    /** A Gaussian kernel of a tenth of the side (SimCLR). */
    TRUE,
    /** The box approximation of Pillow (MoCo v2). */
    PIL
  }

  public BlurOptions {
    if (sigmaMax < sigmaMin) {
      throw new IllegalArgumentException(
          "sigma-max must be at least sigma-min, "
              + OptionValues.number(sigmaMin)
              + ", but is "
              + OptionValues.number(sigmaMax));
    }
  }

  /**
   * No blur; where the probability is raised, sigma in [0.1, 2] as in SimCLR and MoCo v2, with
   * Pillow's approximation.
   */
  public static BlurOptions defaults() {
    return OptionRecords.defaults(BlurOptions.class);
  }

  /** The blur of one standard deviation on a view of the given side. */
  Operation of(double sigma, int side) {
    return kind == Kind.TRUE ? GaussianBlur.forSide(sigma, side) : new BoxBlur(sigma);
  }
}
