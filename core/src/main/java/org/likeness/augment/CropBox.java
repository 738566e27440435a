package org.likeness.augment;

import org.likeness.image.Image;

/**
 * A rectangle of whole pixels; as an operation, it cuts that rectangle out.
 *
 * @param left columns before it
 * @param top rows before it
 * @param width at least 1
 * @param height at least 1
 */
public record CropBox(int left, int top, int width, int height) implements Operation {
  public CropBox {
    if (left < 0 || top < 0 || width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a crop box has no negative corner and at least one pixel, but is "
              + width
              + "x"
              + height
              + " at "
              + left
              + ", "
              + top);
    }
  }

  /** The largest box of an image. */
  public static CropBox whole(int width, int height) {
    return new CropBox(0, 0, width, height);
  }

  @Override
  public Image apply(Image image) {
    requireWithin(image);
    byte[] cut = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      System.arraycopy(
          image.rgb(), ((top + y) * image.width() + left) * 3, cut, y * width * 3, width * 3);
    }
    return new Image(width, height, cut);
  }

  void requireWithin(Image image) {
    if (left > image.width() - width || top > image.height() - height) {
      throw new IllegalArgumentException(
          "crop box "
              + width
              + "x"
              + height
              + " at "
              + left
              + ", "
              + top
              + " is not within "
              + image.width()
              + "x"
              + image.height());
    }
  }
}
