package org.likeness.pretraining;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.likeness.image.Image;

/** Mean and standard deviation of each channel over the pixels of images, of values in [0, 1]. */
final class ChannelStatistics {
  private static final int CHANNELS = 3;
  private static final double MOST = 255;

  private final double[] sums = new double[CHANNELS];
  private final double[] squares = new double[CHANNELS];
  private int images;

  /** Adds an image, which counts as much as any other, whatever its size. */
  void add(Image image) {
    long pixels = (long) image.width() * image.height();
    for (int c = 0; c < CHANNELS; c++) {
      double sum = 0;
      double square = 0;
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0; x < image.width(); x++) {
          double value = image.at(x, y, c) / MOST;
          sum += value;
          square += value * value;
        }
      }
      sums[c] += sum / pixels;
      squares[c] += square / pixels;
    }
    images++;
  }

  int images() {
    return images;
  }

  double mean(int channel) {
    return sums[channel] / images;
  }

  double deviation(int channel) {
    double mean = mean(channel);
    return Math.sqrt(Math.max(0, squares[channel] / images - mean * mean));
  }

  /** Such as {@code [0.49, 0.48, 0.45]}. */
  String means() {
    return list(IntStream.range(0, CHANNELS).mapToObj(c -> number(mean(c))));
  }

  String deviations() {
    return list(IntStream.range(0, CHANNELS).mapToObj(c -> number(deviation(c))));
  }

  private static String list(java.util.stream.Stream<String> numbers) {
    return numbers.collect(Collectors.joining(", ", "[", "]"));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
