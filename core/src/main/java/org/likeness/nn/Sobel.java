package org.likeness.nn;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Edges in place of colours: the mean of the channels, then Sobel's horizontal and vertical
 * differences, padded by zeros. The input of DeepCluster on ImageNet (Caron et al., ECCV 2018, 4).
 */
public final class Sobel {
  private static final double[] SMOOTH = {1, 2, 1};

  private Sobel() {}

  /** {@code [B, C, H, W]} to {@code [B, 2, H, W]}. */
  public static Tensor edges(Tensor images) {
    Tensor grey = images.mean(new long[] {1}, true, new ScalarTypeOptional()); // [B, 1, H, W]
    Tensor padded = torch.constant_pad_nd(grey, new long[] {1, 1, 1, 1}, new Scalar(0));
    Tensor columns = weighted(padded, 2); // [B, 1, H, W + 2]
    Tensor rows = weighted(padded, 3); // [B, 1, H + 2, W]
    long height = grey.size(2);
    long width = grey.size(3);
    Tensor across = columns.narrow(3, 0, width).sub(columns.narrow(3, 2, width));
    Tensor down = rows.narrow(2, 0, height).sub(rows.narrow(2, 2, height));
    return torch.cat(new TensorVector(across, down), 1);
  }

  /** 1, 2, 1 along a dimension, which becomes shorter by two. */
  private static Tensor weighted(Tensor padded, int dimension) {
    long length = padded.size(dimension) - 2;
    Tensor sum = padded.narrow(dimension, 0, length);
    for (int i = 1; i < SMOOTH.length; i++) {
      sum = sum.add(padded.narrow(dimension, i, length), new Scalar(SMOOTH[i]));
    }
    return sum;
  }
}
