package org.likeness.image;

import static java.util.Objects.requireNonNull;

/**
 * A decoded image: 8-bit sRGB, rows from the top, three bytes (red, green, blue) per pixel, no
 * padding. Alpha has been laid over white, EXIF orientation applied, 16 bits scaled to 8, grey
 * repeated three times.
 *
 * @param width pixels in a row, at least 1
 * @param height rows, at least 1
 * @param rgb {@code width * height * 3} bytes; owned by the image, not copied, not to be changed by
 *     those who only read
 */
@SuppressWarnings(
    "ArrayRecordComponent") // a copy an image would double the memory traffic of the loader
public record Image(int width, int height, byte[] rgb) {

  public Image {
    requireNonNull(rgb, "rgb is null");
    if (width < 1
        || height < 1
        || rgb.length != Math.multiplyExact(Math.multiplyExact(width, height), 3)) {
      throw new IllegalArgumentException(
          width + "x" + height + " pixels do not fit " + rgb.length + " bytes");
    }
  }

  /** One channel (0 red, 1 green, 2 blue) of one pixel, 0 to 255. */
  public int at(int x, int y, int channel) {
    return rgb[(y * width + x) * 3 + channel] & 0xFF;
  }
}
