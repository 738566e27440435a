package org.likeness.backbone;

import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/** Options of vision transformers; other backbones have no use for them. */
public record VitOptions(
    @Option(
            value = "16",
            range = "[1, 512]",
            help = "side of a patch in pixels, which divides the size of every view")
        int patch,
    @Option(value = "0", range = "[0, 64]", help = "number of blocks; 0 for 12, as in the papers")
        int depth,
    @Option(
            value = "0",
            range = "[0, 8192]",
            help = "width of a token; 0 for the network's own, 192, 384 or 768")
        int width,
    @Option(
            value = "0",
            range = "[0, 256]",
            help =
                "heads of attention; 0 for one per 64 numbers of the width, 3, 6 or 12 (MoCo v3's vit-small has 12)")
        int heads,
    @Option(
            value = "learned",
            help = "learned (DINO), or sine and cosine with MoCo v3's initial weights (sincos)")
        Positions positions,
    @Option(
            value = "0",
            range = "[0, 16384]",
            help =
                "side in pixels of the images that positions are kept for, interpolated for others; 0 for the view's")
        int image,
    @Option(
            value = "0",
            range = "[0, 1)",
            help = "share of residual branches left out in the last block, fewer before (dino)")
        double dropPath) {

  /** What tells tokens their places. */
  public enum Positions {
    /** A vector for each place, trained from small random values. */
    LEARNED,
    /** Sines and cosines of row and column, never trained. */
    SINCOS
  }

  public static VitOptions defaults() {
    return OptionRecords.defaults(VitOptions.class);
  }
}
