package org.likeness.backbone;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * {@code relu(x + F(x))}, where F is two or three convolutions with norms between; where F changes
 * the shape, x goes through a strided 1x1 convolution and a norm ({@code downsample}), in ResNet-D
 * through an average over the stride and a 1x1 convolution.
 */
final class ResidualBlock extends Module {
  private static final int EXPANSION = 4;

  private final Conv2dImpl conv1;
  private final NormLayer bn1;
  private final UnaryOperator<Tensor> second;
  private final @Nullable Conv2dImpl conv3;
  private final @Nullable NormLayer bn3;

  /** Only held, as the groups of {@link ResNet} are. */
  private final @Nullable Module downsample;

  private final UnaryOperator<Tensor> shortcut;
  private final int outputChannels;

  ResidualBlock(BackboneOptions options, int in, int width, int stride, boolean bottleneck) {
    super("ResidualBlock");
    outputChannels = bottleneck ? width * EXPANSION : width;
    boolean bias = NormLayer.needsBias(options);
    conv1 =
        register_module(
            "conv1",
            bottleneck
                ? Layers.conv(in, width, 1, 1, 0, bias)
                : Layers.conv(in, width, 3, stride, 1, bias));
    bn1 = NormLayer.register(this, "bn1", width, options);
    second = second(options, width, bottleneck ? stride : 1);
    conv3 =
        bottleneck
            ? register_module("conv3", Layers.conv(width, outputChannels, 1, 1, 0, bias))
            : null;
    bn3 = bottleneck ? NormLayer.register(this, "bn3", outputChannels, options) : null;
    boolean reshape = stride != 1 || in != outputChannels;
    downsample = reshape ? register_module("downsample", new Module("downsample")) : null;
    shortcut = downsample == null ? x -> x : shortcut(downsample, options, in, stride);
  }

  private UnaryOperator<Tensor> second(BackboneOptions options, int width, int stride) {
    if (options.resnet().selective() > 0) {
      return register_module("conv2", new SelectiveKernels(options, width, stride))::forward;
    }
    boolean bias = NormLayer.needsBias(options);
    Conv2dImpl conv2 = register_module("conv2", Layers.conv(width, width, 3, stride, 1, bias));
    NormLayer bn2 = NormLayer.register(this, "bn2", width, options);
    return x -> bn2.forward(conv2.forward(x));
  }

  /** torchvision's names; in ResNet-D timm's, where the average is layer 0. */
  private UnaryOperator<Tensor> shortcut(
      Module parent, BackboneOptions options, int in, int stride) {
    boolean averaged = options.resnet().d();
    int first = averaged ? 1 : 0;
    Conv2dImpl conv =
        parent.register_module(
            Integer.toString(first),
            Layers.conv(
                in, outputChannels, 1, averaged ? 1 : stride, 0, NormLayer.needsBias(options)));
    NormLayer norm =
        NormLayer.register(parent, Integer.toString(first + 1), outputChannels, options);
    return averaged && stride > 1
        ? x -> norm.forward(conv.forward(Layers.averageAll(x, stride)))
        : x -> norm.forward(conv.forward(x));
  }

  int outputChannels() {
    return outputChannels;
  }

  Tensor forward(Tensor x) {
    Tensor f = second.apply(bn1.forward(conv1.forward(x)).relu_());
    if (conv3 != null && bn3 != null) {
      f = bn3.forward(conv3.forward(f.relu_()));
    }
    return f.add_(shortcut.apply(x)).relu_();
  }
}
