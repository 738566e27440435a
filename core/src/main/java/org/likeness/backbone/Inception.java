package org.likeness.backbone;

import java.util.List;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * An inception module: four branches side by side, joined along the channels. Names and kernels are
 * torchvision's: its third branch has a 3x3 kernel where the paper has 5x5.
 */
final class Inception extends Module {
  private final Convolution branch1;
  private final Reduced branch2;
  private final Reduced branch3;
  private final Module branch4; // only held, as the groups of ResNet are
  private final Convolution projection;
  private final int outputChannels;

  /**
   * The channels of a module at width 64: a 1x1 branch, two branches of a 1x1 reduction and a 3x3
   * convolution, and a projection after pooling.
   */
  record Channels(int one, int reduce3, int three, int reduce5, int five, int pool) {
    Channels atWidth(int width) {
      return new Channels(
          StagedBackbone.scaled(one, width),
          StagedBackbone.scaled(reduce3, width),
          StagedBackbone.scaled(three, width),
          StagedBackbone.scaled(reduce5, width),
          StagedBackbone.scaled(five, width),
          StagedBackbone.scaled(pool, width));
    }

    int output() {
      return one + three + five + pool;
    }
  }

  Inception(BackboneOptions options, int in, Channels channels) {
    super("Inception");
    branch1 = register_module("branch1", new Convolution(options, in, channels.one(), 1, 1, 0));
    branch2 =
        register_module("branch2", new Reduced(options, in, channels.reduce3(), channels.three()));
    branch3 =
        register_module("branch3", new Reduced(options, in, channels.reduce5(), channels.five()));
    branch4 = register_module("branch4", new Module("branch4"));
    projection =
        branch4.register_module("1", new Convolution(options, in, channels.pool(), 1, 1, 0));
    outputChannels = channels.output();
  }

  int outputChannels() {
    return outputChannels;
  }

  /** {@code [B, in, h, w]} to {@code [B, outputChannels, h, w]}. */
  Tensor forward(Tensor x) {
    Tensor pooled = projection.forward(Layers.maxPoolAll(x, 3, 1, 1));
    return torch.cat(
        new TensorVector(branch1.forward(x), branch2.forward(x), branch3.forward(x), pooled), 1);
  }

  /** A convolution, a norm with eps 0.001, relu. */
  static final class Convolution extends Module {
    private static final double EPS = 0.001;

    private final Conv2dImpl conv;
    private final NormLayer norm;

    Convolution(BackboneOptions options, int in, int out, int kernel, int stride, int padding) {
      super("Convolution");
      conv =
          register_module(
              "conv", Layers.conv(in, out, kernel, stride, padding, NormLayer.needsBias(options)));
      norm = NormLayer.register(this, "bn", out, options, EPS);
    }

    Tensor forward(Tensor x) {
      return norm.forward(conv.forward(x)).relu_();
    }
  }

  /** A 1x1 convolution that reduces the channels, then a 3x3 one. */
  private static final class Reduced extends Module {
    private final List<Convolution> both;

    Reduced(BackboneOptions options, int in, int reduced, int out) {
      super("Reduced");
      both =
          List.of(
              register_module("0", new Convolution(options, in, reduced, 1, 1, 0)),
              register_module("1", new Convolution(options, reduced, out, 3, 1, 1)));
    }

    Tensor forward(Tensor x) {
      return both.get(1).forward(both.get(0).forward(x));
    }
  }
}
