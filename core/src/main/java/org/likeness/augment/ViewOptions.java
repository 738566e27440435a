package org.likeness.augment;

import java.util.List;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;

/**
 * How a random view is made, in this order: crop, flip, then colours (jitter and greyscale, in the
 * order that {@code grayscaleFirst} says), blur, solarise, normalise. Every part is switched off by
 * a probability or a strength of 0.
 *
 * <p>By default a random resized crop of 0.2 to 1 of the area and nothing else, normalised with the
 * statistics of ImageNet.
 */
public record ViewOptions(
    @Option(value = "32", range = "[1, 16384]", help = "side of the view, in pixels") int size,
    CropOptions crop,
    @Option(value = "0", range = "[0, 1]", help = "probability of mirroring") double flip,
    JitterOptions jitter,
    @Option(value = "0", range = "[0, 1]", help = "probability of greyscale") double grayscale,
    @Option(
            value = "false",
            help = "greyscale before the jitter (InstDisc on ImageNet) instead of after")
        boolean grayscaleFirst,
    BlurOptions blur,
    @Option(value = "0", range = "[0, 1]", help = "probability of inverting the bright pixels")
        double solarize,
    @Option(
            value = "128",
            range = "[0, 255]",
            help = "pixels from this value on are inverted by solarize")
        int solarizeThreshold,
    @Option(value = "rgb", help = "colour space of the view; lab is CMC's") Colour colour,
    @Option(
            value = "0.485, 0.456, 0.406",
            size = "[3, 3]",
            help =
                "mean of each channel, of values in [0, 1] for rgb and of L, a and b themselves for lab; the default is ImageNet's")
        List<Double> mean,
    @Option(
            value = "0.229, 0.224, 0.225",
            range = "(0, inf)",
            size = "[3, 3]",
            help = "standard deviation of each channel; the default is ImageNet's")
        List<Double> std) {

  /** The colour space that a network sees. */
  public enum Colour {
    /** Red, green and blue. */
    RGB,
    /** CIE L*a*b*. */
    LAB
  }

  public ViewOptions {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (crop.kind() != CropOptions.Kind.RANDOM_RESIZED && crop.resize() < size) {
      throw new IllegalArgumentException(
          "crop.resize must be at least the size of the view, "
              + size
              + ", for a crop of kind "
              + OptionValues.name(crop.kind())
              + " but is "
              + crop.resize());
    }
  }

  /** The defaults for a view of {@code size x size} pixels. */
  public static ViewOptions defaults(int size) {
    return OptionRecords.with(OptionRecords.defaults(ViewOptions.class), "size", size);
  }

  /** Another crop. */
  public ViewOptions withCrop(CropOptions with) {
    return OptionRecords.with(this, "crop", with);
  }

  /** Another probability of mirroring. */
  public ViewOptions withFlip(double with) {
    return OptionRecords.with(this, "flip", with);
  }

  /** Another colour jitter. */
  public ViewOptions withJitter(JitterOptions with) {
    return OptionRecords.with(this, "jitter", with);
  }

  /** Greyscale after the jitter, or before it where {@code first} says so. */
  public ViewOptions withGrayscale(double with, boolean first) {
    ViewOptions grey = OptionRecords.with(this, "grayscale", with);
    return OptionRecords.with(grey, "grayscale-first", first);
  }

  /** Another blur. */
  public ViewOptions withBlur(BlurOptions with) {
    return OptionRecords.with(this, "blur", with);
  }

  /** Another probability and threshold of solarising. */
  public ViewOptions withSolarize(double with, int threshold) {
    ViewOptions solarized = OptionRecords.with(this, "solarize", with);
    return OptionRecords.with(solarized, "solarize-threshold", threshold);
  }

  /** Another colour space with the statistics of its channels. */
  public ViewOptions withColour(Colour with, List<Double> withMean, List<Double> withStd) {
    ViewOptions means = OptionRecords.with(this, "mean", withMean);
    ViewOptions both = OptionRecords.with(means, "std", withStd);
    return OptionRecords.with(both, "colour", with);
  }
}
