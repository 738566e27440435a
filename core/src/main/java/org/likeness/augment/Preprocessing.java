package org.likeness.augment;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.likeness.image.Image;

/**
 * How an image becomes the input of an encoder outside training: the shorter side is resized
 * (antialiased bilinear) to {@code resize}, the middle {@code size x size} is cut out, colours are
 * converted, and channels are normalised. Nothing is squashed.
 *
 * @param resize length of the shorter side after resizing, in pixels; at least {@code size}
 * @param size side of the square that is cut out, in pixels
 * @param colour the colour space of the channels
 * @param mean one number per channel, of values in [0, 1] for rgb and of L, a and b themselves for
 *     lab
 * @param std one number per channel, positive
 */
public record Preprocessing(
    int resize, int size, ViewOptions.Colour colour, List<Double> mean, List<Double> std) {
  public Preprocessing {
    requireNonNull(colour, "colour is null");
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (size < 1 || resize < size) {
      throw new IllegalArgumentException(
          "resize must be at least size, and size at least 1, but they are "
              + resize
              + " and "
              + size);
    }
    if (mean.size() != 3 || !mean.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("mean must be three finite numbers but is " + mean);
    }
    if (std.size() != 3 || !std.stream().allMatch(s -> s > 0 && Double.isFinite(s))) {
      throw new IllegalArgumentException("std must be three positive numbers but is " + std);
    }
  }

  /** In RGB. */
  public Preprocessing(int resize, int size, List<Double> mean, List<Double> std) {
    this(resize, size, ViewOptions.Colour.RGB, mean, std);
  }

  /** In another colour space, with the statistics of its channels. */
  public Preprocessing withColour(
      ViewOptions.Colour with, List<Double> withMean, List<Double> withStd) {
    return new Preprocessing(resize, size, with, withMean, withStd);
  }

  /**
   * The minimum shorter side of a decoded image, in pixels: twice {@code resize}. A JPEG that is
   * decoded at an eighth, a quarter or half of its size, down to this, gives almost the pixels of
   * the whole one, since each of the result still averages over several, for a fraction of the
   * time.
   */
  public int leastSide() {
    return (int) Math.min(Integer.MAX_VALUE, 2L * resize);
  }

  /**
   * This as a view, {@code [3, size, size]}, that is the same every time. Only the part of the
   * image that is seen is computed.
   */
  public View asView() {
    return new CentreView(this);
  }

  /** The square as an image, before it is normalised. */
  public Image renderImage(Image image) {
    return FusedPixels.ofThread().render(image, CentreView.drawn(this, image)).image();
  }
}
