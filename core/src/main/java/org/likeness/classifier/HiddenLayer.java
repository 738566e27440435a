package org.likeness.classifier;

import static java.util.Objects.requireNonNull;

/**
 * A layer between the features and the last layer of a classifier.
 *
 * @param layer the linear map
 * @param relu true where {@code max(0, x)} follows
 */
public record HiddenLayer(LinearLayer layer, boolean relu) {
  public HiddenLayer {
    requireNonNull(layer, "layer is null");
  }

  double[] of(double[] x) {
    double[] y = layer.scores(x);
    for (int i = 0; relu && i < y.length; i++) {
      y[i] = Math.max(0, y[i]);
    }
    return y;
  }
}
