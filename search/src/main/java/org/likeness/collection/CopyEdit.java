package org.likeness.collection;

import java.io.IOException;
import java.util.Locale;
import org.likeness.image.Image;
import org.likeness.image.JpegCopy;
import org.likeness.random.RandomStream;

/** The usual ways in which a copy of an image differs from it. */
public enum CopyEdit {
  /** A part of 0.8 of the area with the proportions of the whole, anywhere. */
  CROP,
  /** Half as wide and half as high. */
  RESIZE,
  /** Saved as JPEG of quality 0.5. */
  JPEG,
  /** Brightness, contrast and saturation each changed by up to a fifth. */
  COLOUR;

  /** What the edits are, for protocols. */
  public static final String PHRASE =
      "crops of 0.8 of the area, half the size, JPEG of quality 0.5, colours changed by up to 0.2";

  private static final double AREA = 0.8;
  private static final double QUALITY = 0.5;
  private static final double CHANGE = 0.2;
  private static final int CHANNELS = 3;

  /** The name in tables. */
  public String label() {
    return this == JPEG ? "JPEG" : name().toLowerCase(Locale.ROOT);
  }

  /**
   * An edited copy.
   *
   * @param random where the crop is and how colours change
   * @throws IOException if it cannot be encoded
   */
  public Image of(Image image, RandomStream random) throws IOException {
    return switch (this) {
      case CROP -> crop(image, random);
      case RESIZE -> halved(image);
      case JPEG -> JpegCopy.of(image, QUALITY);
      case COLOUR -> coloured(image, random);
    };
  }

  private static Image crop(Image image, RandomStream random) {
    double side = Math.sqrt(AREA);
    int width = Math.max(1, (int) Math.round(side * image.width()));
    int height = Math.max(1, (int) Math.round(side * image.height()));
    int left = random.nextInt(image.width() - width + 1);
    int top = random.nextInt(image.height() - height + 1);
    byte[] rgb = new byte[width * height * CHANNELS];
    for (int y = 0; y < height; y++) {
      int from = ((top + y) * image.width() + left) * CHANNELS;
      System.arraycopy(image.rgb(), from, rgb, y * width * CHANNELS, width * CHANNELS);
    }
    return new Image(width, height, rgb);
  }

  private static Image halved(Image image) {
    int width = Math.max(1, image.width() / 2);
    int height = Math.max(1, image.height() / 2);
    byte[] rgb = new byte[width * height * CHANNELS];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < CHANNELS; c++) {
          int right = Math.min(2 * x + 1, image.width() - 1);
          int below = Math.min(2 * y + 1, image.height() - 1);
          int sum =
              image.at(2 * x, 2 * y, c)
                  + image.at(right, 2 * y, c)
                  + image.at(2 * x, below, c)
                  + image.at(right, below, c);
          rgb[(y * width + x) * CHANNELS + c] = (byte) ((sum + 2) / 4);
        }
      }
    }
    return new Image(width, height, rgb);
  }

  private static Image coloured(Image image, RandomStream random) {
    double brightness = random.uniform(1 - CHANGE, 1 + CHANGE);
    double contrast = random.uniform(1 - CHANGE, 1 + CHANGE);
    double saturation = random.uniform(1 - CHANGE, 1 + CHANGE);
    int pixels = image.width() * image.height();
    double mean = 0;
    for (int i = 0; i < pixels; i++) {
      mean += grey(image.rgb(), i) / pixels;
    }
    byte[] rgb = new byte[pixels * CHANNELS];
    for (int i = 0; i < pixels; i++) {
      double grey = grey(image.rgb(), i);
      for (int c = 0; c < CHANNELS; c++) {
        double value = image.rgb()[i * CHANNELS + c] & 0xFF;
        value = grey + saturation * (value - grey);
        value = brightness * (mean + contrast * (value - mean));
        rgb[i * CHANNELS + c] = (byte) Math.round(Math.max(0, Math.min(255, value)));
      }
    }
    return new Image(image.width(), image.height(), rgb);
  }

  private static double grey(byte[] rgb, int pixel) {
    int at = pixel * CHANNELS;
    return 0.299 * (rgb[at] & 0xFF) + 0.587 * (rgb[at + 1] & 0xFF) + 0.114 * (rgb[at + 2] & 0xFF);
  }
}
