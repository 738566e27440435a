package org.likeness.backbone;

import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Batch norm whose statistics are those of a group of the batch, as if each group were on a device
 * of its own (He et al., <i>Momentum contrast</i>, CVPR 2020, section 3.3; with 8 groups on one
 * device in its authors' CIFAR-10 demonstration). Groups are consecutive images of nearly equal
 * number, at least two of them: a batch of fewer than twice as many images has fewer groups, one of
 * three images or less is a single group, that is, plain batch norm.
 *
 * <p>The running statistics move by the mean over the groups, each of the same weight. In
 * evaluation mode it is batch norm.
 */
final class SplitNorm implements NormLayer {
  private static final double MOMENTUM = 0.1; // libtorch's default

  private final BatchNorm2dImpl norm;
  private final int groups;
  private final double eps;

  /**
   * Splits a norm.
   *
   * @param norm has the parameters and statistics
   * @param groups of a batch, at least 1
   */
  SplitNorm(BatchNorm2dImpl norm, int groups, double eps) {
    this.norm = norm;
    this.groups = groups;
    this.eps = eps;
  }

  @Override
  public Tensor forward(Tensor x) {
    int used = used(x.size(0));
    if (!norm.is_training() || used == 1) {
      return norm.forward(x);
    }
    norm.num_batches_tracked().add_(new Scalar(1));
    TensorOptional weight = new TensorOptional(norm.weight()); // [C]
    TensorOptional bias = new TensorOptional(norm.bias()); // [C]
    TensorOptional mean = new TensorOptional(norm.running_mean()); // [C]
    TensorOptional variance = new TensorOptional(norm.running_var()); // [C]
    TensorVector parts = x.split(sizes(x.size(0), used), 0);
    Tensor[] normalised = new Tensor[used];
    for (int g = 0; g < used; g++) {
      normalised[g] =
          torch.batch_norm(
              parts.get(g), weight, bias, mean, variance, true, share(g, used), eps, true);
    }
    return torch.cat(new TensorVector(normalised), 0);
  }

  /** Groups of a batch of {@code images}. */
  private int used(long images) {
    return (int) Math.max(1, Math.min(groups, images / 2));
  }

  /** The images of each group, which differ by one at most. */
  private static long[] sizes(long images, int groups) {
    long[] sizes = new long[groups];
    for (int g = 0; g < groups; g++) {
      sizes[g] = images * (g + 1) / groups - images * g / groups;
    }
    return sizes;
  }

  /**
   * The momentum of group g, so that after all G of them the statistics are {@code (1 - m) old + m
   * mean}: {@code m / (G - (G - 1 - g) m)}.
   */
  private static double share(int g, int groups) {
    return MOMENTUM / (groups - (groups - 1 - g) * MOMENTUM);
  }
}
