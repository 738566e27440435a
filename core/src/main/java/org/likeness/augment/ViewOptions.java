package org.likeness.augment;

import java.util.List;

/**
 * How a random view is made, in this order: crop, flip, then colours (jitter and greyscale, in the order that {@code grayscaleFirst}
 * says), blur, solarise, normalise. Every part is switched off by a probability or a strength of 0.
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
 * @param mean of each channel, of values in [0, 1]
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
    List<Double> std) {}
