package org.likeness.augment;

import java.util.Collections;
import java.util.List;
import org.likeness.error.InputException;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;

/**
 * Local crops: further, smaller views of small parts of an image (multi-crop; SwAV, section 3.3).
 * They have the colours of the recipe's view and a probability of blur of their own.
 */
public record LocalCropOptions(
    @Option(value = "6", range = "[0, 100]", help = "local crops per image; 0 for none") int count,
    @Option(
            value = "96",
            range = "[1, 16384]",
            help = "side of a local crop, in pixels; at most that of the view")
        int size,
    @Option(
            value = "0.05",
            range = "(0, 1]",
            help = "smallest share of the area that a local crop shows")
        double min,
    @Option(
            value = "0.14",
            range = "(0, 1]",
            help = "largest share of the area that a local crop shows")
        double max,
    @Option(value = "0.5", range = "[0, 1]", help = "probability of blurring a local crop")
        double blur) {

  public LocalCropOptions {
    if (max < min) {
      throw new IllegalArgumentException(
          "max must be at least min, "
              + OptionValues.number(min)
              + ", but is "
              + OptionValues.number(max));
    }
  }

  /** SwAV's: six crops of 96 pixels, 5 to 14 % of the area. */
  public static LocalCropOptions defaults() {
    return OptionRecords.defaults(LocalCropOptions.class);
  }

  /**
   * The local crops of an image.
   *
   * @param base the view whose colours, aspect and filter they take: a large crop
   * @throws InputException if they are larger than that view
   */
  public List<View> views(ViewOptions base) {
    if (count == 0) {
      return List.of();
    }
    if (size > base.size()) {
      throw new InputException(
          "options.local.size must be at most view.size, " + base.size() + ", but is " + size);
    }
    return Collections.nCopies(count, new RandomView(of(base)));
  }

  private ViewOptions of(ViewOptions base) {
    CropOptions usual = base.crop();
    CropOptions crop =
        new CropOptions(
            CropOptions.Kind.RANDOM_RESIZED,
            min,
            max,
            usual.aspect(),
            usual.resize(),
            usual.filter(),
            usual.reduced());
    return OptionRecords.with(base.withCrop(crop), "size", size)
        .withBlur(OptionRecords.with(base.blur(), "probability", blur));
  }
}
