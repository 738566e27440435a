package org.likeness.augment;

import org.likeness.image.Image;
import org.likeness.random.RandomStream;

/**
 * How the square of a view is taken from an image: {@code box} is resized to {@code width x
 * height}, and of that the square at {@code (left, top)} with side {@code size} is seen.
 *
 * @param width of the whole resized box, of which only the square is ever computed; a long because
 *     thin images grow long
 */
record Framing(CropBox box, long width, long height, long left, long top, int size, Filter filter) {

  /** Draws what the options leave open: as many numbers for each image, whatever its size. */
  static Framing draw(CropOptions options, int size, int width, int height, RandomStream random) {
    Filter filter = options.filter();
    if (options.kind() == CropOptions.Kind.RANDOM_RESIZED) {
      CropBox box = RandomResizedCrop.draw(options, width, height, random);
      return new Framing(box, size, size, 0, 0, size, filter);
    }
    Framing centre = centre(width, height, options.resize(), size, filter);
    if (options.kind() == CropOptions.Kind.CENTRE) {
      return centre;
    }
    long left = (long) (random.nextDouble() * (centre.width - size + 1));
    long top = (long) (random.nextDouble() * (centre.height - size + 1));
    return new Framing(centre.box, centre.width, centre.height, left, top, size, filter);
  }

  /** The shorter side resized to {@code resize}, the middle seen. */
  static Framing centre(Image image, int resize, int size, Filter filter) {
    return centre(image.width(), image.height(), resize, size, filter);
  }

  private static Framing centre(int across, int down, int resize, int size, Filter filter) {
    int shorter = Math.min(across, down);
    long width = (long) resize * across / shorter;
    long height = (long) resize * down / shorter;
    long left = (long) Math.rint((width - size) / 2.0);
    long top = (long) Math.rint((height - size) / 2.0);
    return new Framing(CropBox.whole(across, down), width, height, left, top, size, filter);
  }

  /**
   * How far an image may shrink before the box would have to be enlarged.
   *
   * @param shorter the shorter side of the image that the box was drawn for
   * @return its length then
   */
  int leastSide(int shorter) {
    double scale = Math.max((double) width / box.width(), (double) height / box.height());
    return (int) Math.ceil(Math.min(1, scale) * shorter);
  }

  Taps columns() {
    return Taps.of(box.width(), width, left, size, filter);
  }

  Taps rows() {
    return Taps.of(box.height(), height, top, size, filter);
  }

  /** The simple implementation: resizes everything, then cuts. */
  Image apply(Image image) {
    Image resized =
        new ResizedCrop(box, Math.toIntExact(width), Math.toIntExact(height), filter).apply(image);
    return new CropBox(Math.toIntExact(left), Math.toIntExact(top), size, size).apply(resized);
  }
}
