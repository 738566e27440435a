package org.likeness.augment;

import org.likeness.option.Option;
import org.likeness.option.OptionValues;

/**
 * How a view is cut into overlapping patches, and what is altered in each of them alone (CPC).
 *
 * @param side of a patch
 * @param stride from one patch to the next
 * @param crop side of the part of a patch that is shown
 * @param drop probability that a patch shows one of its colour channels alone
 */
public record PatchOptions(
    @Option(value = "64", range = "[1, 16384]", help = "side of a patch, in pixels") int side,
    @Option(
            value = "32",
            range = "[1, 16384]",
            help = "pixels from one patch to the next; half the side in the papers")
        int stride,
    @Option(
            value = "0",
            range = "[0, 16384]",
            help =
                "side of a random part of each patch that is shown, moved to its middle; 0 for all of it")
        int crop,
    @Option(
            value = "0",
            range = "[0, 1]",
            help = "probability that a patch shows one of its three channels alone")
        double drop) {
  public PatchOptions {
    if (crop > side) {
      throw new IllegalArgumentException(
          "crop must be at most the side of a patch, "
              + OptionValues.number(side)
              + ", but is "
              + OptionValues.number(crop));
    }
  }

  /** Patches in a row, and rows, of a view of {@code size x size} pixels; 0 where none fits. */
  public int rows(int size) {
    return size < side ? 0 : (size - side) / stride + 1;
  }
}
