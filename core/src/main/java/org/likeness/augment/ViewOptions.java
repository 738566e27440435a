package org.likeness.augment;

import java.util.List;

/**
 * How a random view is made, in this order: crop, flip, then colours (jitter and greyscale, in the
 * order that {@code grayscaleFirst} says), blur, solarise, normalise. Every part is switched off by
 * a probability or a strength of 0.
 *
 * @param size side of the view, in pixels
 * @param crop which part of the image is seen
 * @param flip probability of mirroring
 * @param jitter brightness, contrast, saturation, hue in random order
 * @param grayscale probability of losing colour
 * @param grayscaleFirst greyscale before the jitter (InstDisc on ImageNet) instead of after
 * @param blur Gaussian blur
 * @param solarize probability of inverting the bright pixels
 * @param solarizeThreshold pixels from here on (0 to 255) are inverted
 * @param colour {@code rgb}, or {@code lab} (CMC)
 * @param mean of each channel: of values in [0, 1] for {@code rgb}, of L, a and b themselves for
 *     {@code lab}
 * @param std of each channel, positive
 */
public record ViewOptions(
    int size,
    CropOptions crop,
    double flip,
    JitterOptions jitter,
    double grayscale,
    boolean grayscaleFirst,
    BlurOptions blur,
    double solarize,
    int solarizeThreshold,
    String colour,
    List<Double> mean,
    List<Double> std) {
  /** Means of ImageNet's channels, the customary choice where a data set has none of its own. */
  private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);

  private static final List<Double> IMAGENET_STD = List.of(0.229, 0.224, 0.225);

  public ViewOptions {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    Checks.range("size", size, 1, 1 << 14);
    if (!crop.kind().equals(CropOptions.RANDOM_RESIZED) && crop.resize() < size) {
      throw new IllegalArgumentException(
          "resize must be at least the size of the view, "
              + size
              + ", for a crop of kind "
              + crop.kind()
              + " but is "
              + crop.resize());
    }
    Checks.probability("flip", flip);
    Checks.probability("grayscale", grayscale);
    Checks.probability("solarize", solarize);
    Checks.range("solarize-threshold", solarizeThreshold, 0, 255);
    Checks.oneOf("colour", colour, List.of("rgb", "lab"));
    Checks.statistics(mean, std);
  }

  /**
   * A random resized crop of 0.2 to 1 of the area and nothing else; normalised with the statistics
   * of ImageNet.
   */
  public static ViewOptions defaults(int size) {
    return new ViewOptions(
        size,
        CropOptions.defaults(),
        0,
        JitterOptions.defaults(),
        0,
        false,
        BlurOptions.defaults(),
        0,
        128,
        "rgb",
        IMAGENET_MEAN,
        IMAGENET_STD);
  }

  /** Another crop. */
  public ViewOptions withCrop(CropOptions with) {
    return new ViewOptions(
        size,
        with,
        flip,
        jitter,
        grayscale,
        grayscaleFirst,
        blur,
        solarize,
        solarizeThreshold,
        colour,
        mean,
        std);
  }

  /** Another probability of mirroring. */
  public ViewOptions withFlip(double with) {
    return new ViewOptions(
        size,
        crop,
        with,
        jitter,
        grayscale,
        grayscaleFirst,
        blur,
        solarize,
        solarizeThreshold,
        colour,
        mean,
        std);
  }

  /** Another colour jitter. */
  public ViewOptions withJitter(JitterOptions with) {
    return new ViewOptions(
        size,
        crop,
        flip,
        with,
        grayscale,
        grayscaleFirst,
        blur,
        solarize,
        solarizeThreshold,
        colour,
        mean,
        std);
  }

  /** Greyscale after the jitter, or before it where {@code first} says so. */
  public ViewOptions withGrayscale(double with, boolean first) {
    return new ViewOptions(
        size,
        crop,
        flip,
        jitter,
        with,
        first,
        blur,
        solarize,
        solarizeThreshold,
        colour,
        mean,
        std);
  }

  /** Another blur. */
  public ViewOptions withBlur(BlurOptions with) {
    return new ViewOptions(
        size,
        crop,
        flip,
        jitter,
        grayscale,
        grayscaleFirst,
        with,
        solarize,
        solarizeThreshold,
        colour,
        mean,
        std);
  }

  /** Another probability and threshold of solarising. */
  public ViewOptions withSolarize(double with, int threshold) {
    return new ViewOptions(
        size,
        crop,
        flip,
        jitter,
        grayscale,
        grayscaleFirst,
        blur,
        with,
        threshold,
        colour,
        mean,
        std);
  }

  /** Another colour space with the statistics of its channels. */
  public ViewOptions withColour(String with, List<Double> withMean, List<Double> withStd) {
    return new ViewOptions(
        size,
        crop,
        flip,
        jitter,
        grayscale,
        grayscaleFirst,
        blur,
        solarize,
        solarizeThreshold,
        with,
        withMean,
        withStd);
  }
}
