package org.likeness.evaluate.copies;

import org.likeness.augment.CropOptions;
import org.likeness.augment.JitterOptions;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.RandomView;
import org.likeness.augment.ViewOptions;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** The strength of the alterations. */
public record CopyOptions(
    @Option(
            value = "0.5",
            range = "(0, 1]",
            help = "smallest area of a random crop, as a fraction of the image")
        double area,
    @Option(value = "0.5", range = "[0, 1]", help = "probability of a horizontal flip") double flip,
    @Option(
            value = "0.4",
            range = "[0, 2]",
            help =
                "strength of brightness, contrast and saturation jitter; hue jitter is a quarter of it")
        double jitter,
    @Option(
            value = "0",
            range = "[0, 20]",
            help =
                "number of strengths at which each alteration is also measured alone (crop, mirror, colour, blur, JPEG), beside raw pixels; 0 for none")
        int strengths) {
  /** Without strengths of single alterations. */
  public CopyOptions(double area, double flip, double jitter) {
    this(area, flip, jitter, 0);
  }

  /**
   * Crops of 0.5 to 1 of the area, half of them flipped, colours jittered by 0.4: somewhat more
   * than usual edits.
   */
  public static CopyOptions defaults() {
    return OptionRecords.defaults(CopyOptions.class);
  }

  RandomView view(Preprocessing preprocessing) {
    return new RandomView(
        ViewOptions.defaults(preprocessing.size())
            .withCrop(CropOptions.randomResized(area, 1))
            .withFlip(flip)
            .withJitter(new JitterOptions(jitter > 0 ? 1 : 0, jitter, jitter, jitter, jitter / 4)));
  }

  String phrase() {
    return "crops of "
        + area
        + " to 1 of the area, mirrored with probability "
        + flip
        + ", colours jittered by "
        + jitter;
  }
}
