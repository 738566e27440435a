package org.likeness.image;

import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decoding by OpenCV (libjpeg-turbo, libpng, libwebp). Gives nothing where OpenCV cannot read the
 * file.
 */
final class OpenCvDecoder {
  private OpenCvDecoder() {}

  /**
   * A JPEG as RGB, not rotated.
   *
   * @param reduction 1, 2, 4 or 8: the factor by which both sides are smaller, for the price of a
   *     part of the inverse transforms
   */
  static Optional<Image> jpeg(byte[] file, int reduction) {
    int flags =
        switch (reduction) {
          case 1 -> 0;
          // The bit of the reduction alone: IMREAD_REDUCED_COLOR_2 has the bit of BGR too, which
          // contradicts RGB.
          case 2 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
          case 4 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
          case 8 -> opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
          default ->
              throw new IllegalArgumentException(
                  "reduction must be 1, 2, 4 or 8 but is " + reduction);
        };
    return decode(
        file,
        flags | opencv_imgcodecs.IMREAD_COLOR_RGB | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION);
  }

  /**
   * A PNG or WebP with its alpha and all its bits, laid over white and scaled to 8 bits, not
   * rotated.
   */
  static Optional<Image> unchanged(byte[] file) {
    return decode(file, opencv_imgcodecs.IMREAD_UNCHANGED);
  }

  private static Optional<Image> decode(byte[] file, int flags) {
    try (BytePointer bytes = new BytePointer(file);
        Mat input = new Mat(1, file.length, opencv_core.CV_8UC1, bytes);
        Mat pixels = opencv_imgcodecs.imdecode(input, flags)) {
      if (pixels == null || pixels.empty() || !pixels.isContinuous()) {
        return Optional.empty();
      }
      return image(pixels, flags != opencv_imgcodecs.IMREAD_UNCHANGED);
    } catch (RuntimeException e) { // cv::Exception; the other decoder says what is wrong
      return Optional.empty();
    }
  }

  private static Optional<Image> image(Mat pixels, boolean rgb) {
    int channels = pixels.channels();
    int count = pixels.rows() * pixels.cols();
    int depth = pixels.depth();
    if (depth == opencv_core.CV_8U && channels <= 4) {
      byte[] values = new byte[count * channels];
      try (BytePointer data = pixels.data()) {
        data.get(values);
      }
      return Optional.of(
          new Image(
              pixels.cols(),
              pixels.rows(),
              rgb && channels == 3 ? values : fromBytes(values, count, channels)));
    }
    if (depth == opencv_core.CV_16U && channels <= 4) {
      short[] values = new short[count * channels];
      try (ShortPointer data = new ShortPointer(pixels.data())) {
        data.get(values);
      }
      byte[] eightBit = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        eightBit[i] = (byte) Levels.toByte(values[i] & 0xFFFF, 16);
      }
      return Optional.of(
          new Image(pixels.cols(), pixels.rows(), fromBytes(eightBit, count, channels)));
    }
    return Optional.empty();
  }

  /** Grey, grey with alpha, BGR, or BGR with alpha to RGB. */
  private static byte[] fromBytes(byte[] values, int count, int channels) {
    byte[] rgb = new byte[count * 3];
    boolean hasAlpha = channels == 2 || channels == 4;
    for (int i = 0; i < count; i++) {
      int alpha = hasAlpha ? values[i * channels + channels - 1] & 0xFF : 255;
      for (int c = 0; c < 3; c++) {
        int value = values[i * channels + (channels >= 3 ? 2 - c : 0)] & 0xFF;
        rgb[i * 3 + c] = (byte) Levels.overWhite(value, alpha);
      }
    }
    return rgb;
  }
}
