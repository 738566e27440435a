package org.likeness.data.source;

import org.likeness.image.Image;

/** The order of pixels in a record of a binary file. */
enum PixelOrder {
  /** Rows of one byte per pixel: MNIST and its relatives. */
  GREY(1) {
    @Override
    int position(int channel, int x, int y, int width, int height) {
      return y * width + x;
    }
  },
  /** Three planes (red, green, blue), each by rows: CIFAR. */
  PLANES_BY_ROW(3) {
    @Override
    int position(int channel, int x, int y, int width, int height) {
      return (channel * height + y) * width + x;
    }
  },
  /** Three planes, each by columns: STL-10. */
  PLANES_BY_COLUMN(3) {
    @Override
    int position(int channel, int x, int y, int width, int height) {
      return (channel * width + x) * height + y;
    }
  };

  private final int channels;

  PixelOrder(int channels) {
    this.channels = channels;
  }

  /** Bytes of an image. */
  int bytes(int width, int height) {
    return channels * width * height;
  }

  /** Position of a pixel's value. */
  abstract int position(int channel, int x, int y, int width, int height);

  Image image(byte[] pixels, int width, int height) {
    byte[] rgb = new byte[width * height * 3];
    for (int y = 0, at = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++, at++) {
          rgb[at] = pixels[position(channel, x, y, width, height)];
        }
      }
    }
    return new Image(width, height, rgb);
  }
}
