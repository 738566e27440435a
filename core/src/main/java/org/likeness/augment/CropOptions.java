package org.likeness.augment;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;

/**
 * Which part of the image is seen. A random resized crop: an area fraction uniform in [min, max], a
 * log-uniform aspect ratio, ten tries, then the centre. The other kinds resize the shorter side and
 * cut a square; nothing is squashed.
 */
public record CropOptions(
    @Option(
            value = "random-resized",
            help =
                "a random share of the area resized to the view, or the shorter side resized and a random or the centre square cut")
        Kind kind,
    @Option(value = "0.2", range = "(0, 1]", help = "smallest share of the area") double min,
    @Option(value = "1", range = "(0, 1]", help = "largest share of the area") double max,
    @Option(
            value = "1.3333333333333333",
            range = "[1, 1000]",
            help = "largest ratio of width to height, and of height to width; 4/3 in the papers")
        double aspect,
    @Option(
            value = "0",
            range = "[0, 65536]",
            help = "length of the shorter side after resizing, in pixels (kinds random and centre)")
        int resize,
    @Option(value = "bilinear", help = "how pixels are resized; both filters are antialiased")
        Filter filter,
    @Option(
            value = "false",
            help =
                "decode a JPEG at 1/2, 1/4 or 1/8 of its size where the crop allows it; faster, pixels differ by a few levels")
        boolean reduced) {

  /** How the square is taken. */
  public enum Kind {
    /** A box of a random share of the area, resized to the view. */
    RANDOM_RESIZED,
    /** The shorter side resized, then a random square. */
    RANDOM,
    /** The shorter side resized, then the square in the middle. */
    CENTRE
  }

  public CropOptions {
    if (max < min) {
      throw new IllegalArgumentException(
          "max must be at least min, "
              + OptionValues.number(min)
              + ", but is "
              + OptionValues.number(max));
    }
  }

  /** A random resized crop of 0.2 to 1 of the area (InstDisc, MoCo), aspect up to 4/3, bilinear. */
  public static CropOptions defaults() {
    return OptionRecords.defaults(CropOptions.class);
  }

  /** A random resized crop with aspect up to 4/3, bilinear. */
  public static CropOptions randomResized(double min, double max) {
    CropOptions usual = defaults();
    return OptionRecords.check(
        new CropOptions(
            usual.kind, min, max, usual.aspect, usual.resize, usual.filter, usual.reduced));
  }
}
