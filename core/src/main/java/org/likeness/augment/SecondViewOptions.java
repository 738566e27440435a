package org.likeness.augment;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * How the second view of an image differs from the first: by other probabilities of blur and
 * solarisation (BYOL, appendix B, table 6; MoCo v3 and DINO follow it). Everything else, also the
 * strength of the blur, is the first view's.
 */
public record SecondViewOptions(
    @Option(
            value = "0.1",
            range = "[0, 1]",
            help = "probability of blurring the second view; the first has that of view.blur")
        double blur,
    @Option(
            value = "0.2",
            range = "[0, 1]",
            help = "probability of inverting the bright pixels of the second view")
        double solarize) {

  /** BYOL's: blur 0.1, solarisation 0.2. */
  public static SecondViewOptions defaults() {
    return OptionRecords.defaults(SecondViewOptions.class);
  }

  /** The options of the second view, given those of the first. */
  public ViewOptions of(ViewOptions first) {
    return first
        .withBlur(OptionRecords.with(first.blur(), "probability", blur))
        .withSolarize(solarize, first.solarizeThreshold());
  }
}
