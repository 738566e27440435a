package org.likeness.backbone;

import org.bytedeco.pytorch.BatchNorm2dImpl;
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
  private final BatchNorm2dImpl bn1;
  private final Conv2dImpl conv2;
  private final BatchNorm2dImpl bn2;
  private final @Nullable Conv2dImpl conv3;
  private final @Nullable BatchNorm2dImpl bn3;

  /** Only held, as the groups of {@link ResNet} are. */
  private final @Nullable Module downsample;

  private final @Nullable Conv2dImpl shortcut;
  private final @Nullable BatchNorm2dImpl shortcutNorm;
  private final int outputChannels;

  ResidualBlock(int in, int width, int stride, boolean bottleneck) {
    super("ResidualBlock");
    outputChannels = bottleneck ? width * EXPANSION : width;
    conv1 =
        register_module(
            "conv1",
            bottleneck ? Layers.conv(in, width, 1, 1, 0) : Layers.conv(in, width, 3, stride, 1));
    bn1 = register_module("bn1", Layers.norm(width));
    conv2 = register_module("conv2", Layers.conv(width, width, 3, bottleneck ? stride : 1, 1));
    bn2 = register_module("bn2", Layers.norm(width));
    conv3 =
        bottleneck ? register_module("conv3", Layers.conv(width, outputChannels, 1, 1, 0)) : null;
    bn3 = bottleneck ? register_module("bn3", Layers.norm(outputChannels)) : null;
    boolean reshape = stride != 1 || in != outputChannels;
    if (reshape) {
      downsample = register_module("downsample", new Module("downsample"));
      shortcut = downsample.register_module("0", Layers.conv(in, outputChannels, 1, stride, 0));
      shortcutNorm = downsample.register_module("1", Layers.norm(outputChannels));
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
