package org.likeness.backbone;

import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.GroupNormImpl;
import org.bytedeco.pytorch.GroupNormOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/**
 * What normalises the maps after a convolution, chosen by {@link BackboneOptions#norm}. Split and
 * batch norm have the same parameters and statistics by the same names, so that weights can be
 * exchanged; layer norm has no statistics, and without norms there are neither.
 */
@FunctionalInterface
interface NormLayer {
  /** libtorch's and torchvision's. */
  double EPS = 1e-5;

  /** {@code [B, C, H, W]} to the same shape. */
  Tensor forward(Tensor x);

  /** A norm under {@code name} of {@code parent}. */
  static NormLayer register(Module parent, String name, int channels, BackboneOptions options) {
    return register(parent, name, channels, options, EPS);
  }

  /** The same with another eps. */
  static NormLayer register(
      Module parent, String name, int channels, BackboneOptions options, double eps) {
    return switch (options.norm()) {
      case BATCH -> parent.register_module(name, batch(channels, eps))::forward;
      case SPLIT ->
          new SplitNorm(
              parent.register_module(name, batch(channels, eps)), options.normGroups(), eps);
      case LAYER -> parent.register_module(name, layer(channels, eps))::forward;
      case NONE -> x -> x;
    };
  }

  /** True if a convolution must have a bias, since no norm follows that would take it away. */
  static boolean needsBias(BackboneOptions options) {
    return options.norm() == BackboneOptions.Norm.NONE;
  }

  private static BatchNorm2dImpl batch(int channels, double eps) {
    BatchNormOptions norm = new BatchNormOptions(channels);
    norm.eps().put(eps);
    return new BatchNorm2dImpl(norm);
  }

  /** One group: all channels and places of an image. */
  private static GroupNormImpl layer(int channels, double eps) {
    GroupNormOptions norm = new GroupNormOptions(1, channels);
    norm.eps().put(eps);
    return new GroupNormImpl(norm);
  }
}
