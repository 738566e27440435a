package org.likeness.augment;

import java.util.List;
import org.likeness.image.Image;

/**
 * From 8-bit pixels to the floats that a network reads: {@code (value - mean) / std} of each
 * channel, channels one after the other.
 */
final class Normalization {
  private final boolean lab;
  private final double[] mean;
  private final double[] std;

  /** For {@code rgb}: the float of each of the 256 values of each channel. */
  private final float[][] table = new float[3][256];

  Normalization(ViewOptions.Colour colour, List<Double> mean, List<Double> std) {
    this.lab = colour == ViewOptions.Colour.LAB;
    this.mean = mean.stream().mapToDouble(Double::doubleValue).toArray();
    this.std = std.stream().mapToDouble(Double::doubleValue).toArray();
    for (int channel = 0; channel < 3; channel++) {
      for (int value = 0; value < 256; value++) {
        table[channel][value] = (float) ((value / 255.0 - this.mean[channel]) / this.std[channel]);
      }
    }
  }

  boolean isLab() {
    return lab;
  }

  /** The floats of the 256 values of an RGB channel. */
  float[] table(int channel) {
    return table[channel];
  }

  /** One pixel in Lab: its three floats, {@code plane} apart. */
  void lab(int red, int green, int blue, double[] scratch, float[] out, int offset, int plane) {
    LabColour.convert(red, green, blue, scratch);
    for (int channel = 0; channel < 3; channel++) {
      out[offset + channel * plane] = (float) ((scratch[channel] - mean[channel]) / std[channel]);
    }
  }

  /** The simple implementation, for a whole image. */
  void write(Image image, float[] out, int offset) {
    int plane = image.width() * image.height();
    byte[] rgb = image.rgb();
    double[] scratch = new double[3];
    for (int i = 0; i < plane; i++) {
      if (lab) {
        lab(
            rgb[3 * i] & 0xFF,
            rgb[3 * i + 1] & 0xFF,
            rgb[3 * i + 2] & 0xFF,
            scratch,
            out,
            offset + i,
            plane);
      } else {
        for (int channel = 0; channel < 3; channel++) {
          out[offset + channel * plane + i] = table[channel][rgb[3 * i + channel] & 0xFF];
        }
      }
    }
  }
}
