package org.likeness.backbone;

import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * {@code relu(x + F(x))}, where F is two or three convolutions with norms between; where F changes
 * the shape, x goes through a strided 1x1 convolution and a norm ({@code downsample}).
 */
final class ResidualBlock extends Module {
  private static final int EXPANSION = 4;

  private final Conv2dImpl conv1;
  private final NormLayer bn1;
  private final Conv2dImpl conv2;
  private final NormLayer bn2;
  private final @Nullable Conv2dImpl conv3;
  private final @Nullable NormLayer bn3;

  /** Only held, as the groups of {@link ResNet} are. */
  private final @Nullable Module downsample;

  private final @Nullable Conv2dImpl shortcut;
  private final @Nullable NormLayer shortcutNorm;
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
    conv2 =
        register_module("conv2", Layers.conv(width, width, 3, bottleneck ? stride : 1, 1, bias));
    bn2 = NormLayer.register(this, "bn2", width, options);
    conv3 =
        bottleneck
            ? register_module("conv3", Layers.conv(width, outputChannels, 1, 1, 0, bias))
            : null;
    bn3 = bottleneck ? NormLayer.register(this, "bn3", outputChannels, options) : null;
    boolean reshape = stride != 1 || in != outputChannels;
    if (reshape) {
      downsample = register_module("downsample", new Module("downsample"));
      shortcut =
          downsample.register_module("0", Layers.conv(in, outputChannels, 1, stride, 0, bias));
      shortcutNorm = NormLayer.register(downsample, "1", outputChannels, options);
    } else {
      downsample = null;
      shortcut = null;
      shortcutNorm = null;
    }
  }

  int outputChannels() {
    return outputChannels;
  }

  Tensor forward(Tensor x) {
    Tensor f = bn1.forward(conv1.forward(x)).relu_();
    f = bn2.forward(conv2.forward(f));
    if (conv3 != null && bn3 != null) {
      f = bn3.forward(conv3.forward(f.relu_()));
    }
    Tensor same =
        shortcut != null && shortcutNorm != null ? shortcutNorm.forward(shortcut.forward(x)) : x;
    return f.add_(same).relu_();
  }
}
