package org.likeness.backbone;

import java.util.Map;
import org.likeness.error.InputException;
import org.likeness.option.OptionRecords;

/**
 * The sizes of a vision transformer, none of them left open.
 *
 * @param patch side of a patch in pixels
 * @param depth number of blocks
 * @param width of a token
 * @param heads of attention
 * @param positions what tells tokens their places
 * @param image side in pixels of the images that positions are kept for
 * @param dropPath share of residual branches left out in the last block
 */
record VitLayout(
    int patch,
    int depth,
    int width,
    int heads,
    VitOptions.Positions positions,
    int image,
    double dropPath) {
  private static final Map<String, Integer> WIDTHS =
      Map.of("vit-tiny", 192, "vit-small", 384, "vit-base", 768);
  private static final int DEPTH = 12;
  private static final int HEAD = 64;
  private static final int IMAGE = 224;

  /** The matrices of a block hold this many times the width's square: 3 + 1 + 4 + 4. */
  private static final double SQUARES = 12;

  /** Whether that is the name of a vision transformer. */
  static boolean isName(String name) {
    return WIDTHS.containsKey(name);
  }

  /**
   * The sizes that options stand for.
   *
   * @throws InputException where they do not fit each other
   */
  static VitLayout of(BackboneOptions options) {
    VitOptions vit = OptionRecords.check(options.vit());
    int width = vit.width() > 0 ? vit.width() : WIDTHS.getOrDefault(options.name(), 0);
    int heads = vit.heads() > 0 ? vit.heads() : Math.max(1, width / HEAD);
    if (width % heads != 0) {
      throw new InputException(
          "backbone.vit.heads of %d does not divide the width of %d: set it to %s"
              .formatted(heads, width, Divisors.near(width, heads)));
    }
    if (vit.positions() == VitOptions.Positions.SINCOS && width % 4 != 0) {
      throw new InputException(
          "backbone.vit.positions=sincos needs a width that 4 divides but it is %d: set backbone.vit.width=%d"
              .formatted(width, width - width % 4 + 4));
    }
    int image = vit.image() > 0 ? vit.image() : IMAGE;
    requirePatch(vit.patch(), image, "backbone.vit.image");
    return new VitLayout(
        vit.patch(),
        vit.depth() > 0 ? vit.depth() : DEPTH,
        width,
        heads,
        vit.positions(),
        image,
        vit.dropPath());
  }

  /**
   * Refuses images whose side is not a multiple of a patch's.
   *
   * @param side of the images
   * @param key what has this value, such as {@code view.size}
   */
  static void requirePatch(int patch, long side, String key) {
    if (side % patch != 0) {
      long below = side - side % patch;
      throw new InputException(
          "backbone.vit.patch of %d does not divide %s of %d: set it to %s, or %s to %s%d"
              .formatted(
                  patch,
                  key,
                  side,
                  Divisors.near(side, patch),
                  key,
                  below > 0 ? below + " or " : "",
                  below + patch));
    }
  }

  /** Patches along a side of the images that positions are kept for. */
  int grid() {
    return image / patch;
  }

  /** The number of parameters of blocks, positions and projection, about. */
  double parameters(int inputChannels) {
    double squares = SQUARES * depth * width * width;
    double tokens = (double) grid() * grid() + (double) inputChannels * patch * patch;
    return squares + tokens * width;
  }
}
