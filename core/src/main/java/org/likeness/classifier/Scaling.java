package org.likeness.classifier;

import java.util.Arrays;

/**
 * What a classifier does to features before its layer: batch norm without parameters, {@code (x -
 * mean) * factor}.
 *
 * @param mean of each feature
 * @param factor 1 over the standard deviation of each
 */
@SuppressWarnings("ArrayRecordComponent") // read only
public record Scaling(float[] mean, float[] factor) {
  public Scaling {
    if (mean.length == 0 || mean.length != factor.length) {
      throw new IllegalArgumentException(
          "mean and factor must have as many numbers but have %d and %d"
              .formatted(mean.length, factor.length));
    }
  }

  /** Changes nothing. */
  public static Scaling none(int width) {
    float[] ones = new float[width];
    Arrays.fill(ones, 1);
    return new Scaling(new float[width], ones);
  }

  double[] of(float[] features) {
    double[] x = new double[features.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = ((double) features[i] - mean[i]) * factor[i];
    }
    return x;
  }
}
