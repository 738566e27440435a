package org.likeness.augment;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.likeness.image.Image;
import org.likeness.random.RandomStream;

/**
 * A view: turns an image into the values of one input of the network. Implementations are immutable
 * and thread-safe.
 *
 * <p>Mostly one random crop, {@code [channels, size, size]}; a grid of patches (CPC) is a view of
 * shape {@code [patches, channels, size, size]}.
 */
public interface View {
  /** The shape of one example, without the batch: {@code [C, H, W]} in most cases. */
  long[] shape();

  /** How many floats one example takes. */
  default int length() {
    long length = 1;
    for (long side : shape()) {
      length *= side;
    }
    return Math.toIntExact(length);
  }

  /**
   * Writes one example, normalised and in the order of {@link #shape()}, into {@code out} from
   * {@code offset} on.
   */
  void render(Image image, RandomStream random, float[] out, int offset);

  /**
   * As {@link #render(Image, RandomStream, float[], int)}, to the memory of a tensor. A view that
   * makes its values in order writes them piece by piece, while they are in the nearest cache.
   *
   * @param scratch at least {@link #length} floats to work with, which may hold anything afterwards
   * @param out from its index 0 on
   */
  default void render(Image image, RandomStream random, float[] scratch, FloatBuffer out) {
    render(image, random, scratch, 0);
    out.put(0, scratch, 0, length());
  }

  /**
   * The minimum shorter side of the decoded image at which this view loses no visible detail; 0
   * where it needs the image at full size.
   *
   * @param width of the whole image
   * @param height of the whole image
   * @param random numbered as the one that {@link #render} gets
   */
  default int leastSide(int width, int height, RandomStream random) {
    return 0;
  }

  /**
   * What this view shows of an image, before it is normalised, as an RGB image for people; empty
   * where it has no such form.
   *
   * @param random numbered as the one that {@link #render} gets
   */
  default Optional<Image> picture(Image image, RandomStream random) {
    return Optional.empty();
  }

  /**
   * True where this view shows the partner that the sampler chose for an image (such as its nearest
   * neighbour), not the image itself.
   */
  default boolean ofPartner() {
    return false;
  }
}
