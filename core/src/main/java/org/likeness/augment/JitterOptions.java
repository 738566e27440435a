package org.likeness.augment;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * Colour jitter: factors uniform in [1 - v, 1 + v] for brightness, contrast and saturation (never
 * below 0), a shift uniform in [-h, h] of the colour circle, applied in random order (torchvision's
 * meaning). A strength of 0 leaves that part out.
 */
public record JitterOptions(
    @Option(value = "0", range = "[0, 1]", help = "probability that colours are jittered at all")
        double probability,
    @Option(
            value = "0",
            range = "[0, inf)",
            help = "largest change v of the brightness, by a factor in [1 - v, 1 + v]")
        double brightness,
    @Option(value = "0", range = "[0, inf)", help = "largest change of the contrast")
        double contrast,
    @Option(value = "0", range = "[0, inf)", help = "largest change of the saturation")
        double saturation,
    @Option(
            value = "0",
            range = "[0, 0.5]",
            help = "largest shift of the hue, as a share of the colour circle")
        double hue) {

  /** No jitter. */
  public static JitterOptions defaults() {
    return OptionRecords.defaults(JitterOptions.class);
  }
}
