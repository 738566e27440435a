package org.likeness.nn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Greyscale in place of colours: 0.299 red, 0.587 green and 0.114 blue (ITU-R 601) of the
 * normalised channels. The input of CPC in its first version (van den Oord et al., 2018, 3.2).
 */
public final class Luma {
  private static final double[] WEIGHTS = {0.299, 0.587, 0.114};

  private Luma() {}

  /** {@code [B, 3, H, W]} to {@code [B, 1, H, W]}. */
  public static Tensor of(Tensor images) {
    Tensor sum = images.narrow(1, 0, 1).mul(new Scalar(WEIGHTS[0]));
    for (int channel = 1; channel < WEIGHTS.length; channel++) {
      sum = sum.add(images.narrow(1, channel, 1), new Scalar(WEIGHTS[channel]));
    }
    return sum;
  }
}
