package org.likeness.backbone;

import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Selective kernels (Li et al., <i>Selective Kernel Networks</i>, CVPR 2019) as in SimCLR v2: two
 * 3x3 convolutions side by side, {@code a} and {@code b}, each with norm and relu, mixed channel by
 * channel as {@code p a + (1 - p) b}, where p comes from the means over all places of {@code a +
 * b}, by two layers.
 */
final class SelectiveKernels extends Module {
  private static final int LEAST = 32;

  private final int channels;
  private final Conv2dImpl conv;
  private final NormLayer norm;
  private final Conv2dImpl reduce;
  private final NormLayer reduceNorm;
  private final Conv2dImpl expand;

  /**
   * A layer with libtorch's values.
   *
   * @param channels of input and output
   * @param stride of both convolutions
   */
  SelectiveKernels(BackboneOptions options, int channels, int stride) {
    super("SelectiveKernels");
    this.channels = channels;
    int few = Math.max(LEAST, (int) (channels * options.resnet().selective()));
    boolean bias = NormLayer.needsBias(options);
    conv = register_module("conv", Layers.conv(channels, 2L * channels, 3, stride, 1, bias));
    norm = NormLayer.register(this, "bn", 2 * channels, options);
    reduce = register_module("reduce", Layers.conv(channels, few, 1, 1, 0, bias));
    reduceNorm = NormLayer.register(this, "reduce_bn", few, options);
    expand = register_module("expand", Layers.conv(few, 2L * channels, 1, 1, 0, false));
  }

  /** {@code [B, C, H, W]} to {@code [B, C, h, w]}. */
  Tensor forward(Tensor x) {
    Tensor both =
        norm.forward(conv.forward(x)).relu_().unflatten(1, 2, channels); // [B, 2, C, h, w]
    Tensor means =
        both.sum(1).mean(new long[] {2, 3}, true, new ScalarTypeOptional()); // [B, C, 1, 1]
    Tensor mix =
        expand
            .forward(reduceNorm.forward(reduce.forward(means)).relu_())
            .unflatten(1, 2, channels)
            .softmax(1); // [B, 2, C, 1, 1]
    return both.mul(mix).sum(1);
  }
}
