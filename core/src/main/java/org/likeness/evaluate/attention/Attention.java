package org.likeness.evaluate.attention;

import java.util.Arrays;

/**
 * The attention of [CLS] of several images.
 *
 * @param values {@code [images, heads, tokens]}, each head's tokens adding up to 1
 */
@SuppressWarnings("ArrayRecordComponent") // read only
record Attention(double[] values, int images, int heads, int tokens) {
  /** What a head of an image gives to each patch, row by row. */
  double[] patches(int image, int head) {
    int from = (image * heads + head) * tokens;
    return Arrays.copyOfRange(values, from + 1, from + tokens);
  }

  /** What a head gives to [CLS] itself, as a mean over the images. */
  double itself(int head) {
    double sum = 0;
    for (int image = 0; image < images; image++) {
      sum += values[(image * heads + head) * tokens];
    }
    return sum / images;
  }

  /**
   * How many patches a head attends to: the exponential of the entropy over patches, from 1 for a
   * single patch to their number for all alike; a mean over the images.
   */
  double attended(int head) {
    double sum = 0;
    for (int image = 0; image < images; image++) {
      double[] patches = patches(image, head);
      double total = Arrays.stream(patches).sum();
      double entropy = 0;
      for (double value : patches) {
        double p = value / total;
        entropy -= p > 0 ? p * Math.log(p) : 0;
      }
      sum += Math.exp(entropy);
    }
    return sum / images;
  }
}
