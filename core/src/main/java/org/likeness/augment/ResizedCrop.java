package org.likeness.augment;

import org.likeness.image.Image;

/**
 * Cuts a box out of an image and resizes it, antialiased. As in Pillow: pixels outside the box play
 * no part, rows are resized first, then columns, and the result is rounded to 8 bits after each.
 *
 * @param box what is cut out
 * @param width of the result
 * @param height of the result
 * @param filter how neighbours are weighted
 */
public record ResizedCrop(CropBox box, int width, int height, Filter filter) implements Operation {
  public ResizedCrop {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "width and height must be at least 1 but are " + width + " and " + height);
    }
  }

  @Override
  public Image apply(Image image) {
    Image cut = box.apply(image);
    return columns(rows(cut));
  }

  private Image rows(Image from) {
    Taps taps = Taps.of(from.width(), width, filter);
    byte[] to = new byte[width * from.height() * 3];
    for (int y = 0; y < from.height(); y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++) {
          int sum = Taps.HALF;
          for (int tap = 0; tap < taps.count[x]; tap++) {
            sum += taps.weight[taps.start[x] + tap] * from.at(taps.first[x] + tap, y, channel);
          }
          to[(y * width + x) * 3 + channel] = (byte) Pixels.clamp(sum >> Taps.BITS);
        }
      }
    }
    return new Image(width, from.height(), to);
  }

  private Image columns(Image from) {
    Taps taps = Taps.of(from.height(), height, filter);
    byte[] to = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++) {
          int sum = Taps.HALF;
          for (int tap = 0; tap < taps.count[y]; tap++) {
            sum += taps.weight[taps.start[y] + tap] * from.at(x, taps.first[y] + tap, channel);
          }
          to[(y * width + x) * 3 + channel] = (byte) Pixels.clamp(sum >> Taps.BITS);
        }
      }
    }
    return new Image(width, height, to);
  }
}
