package org.likeness.backbone;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/**
 * The first convolution of a ResNet, {@code conv1}: 7x7, 3x3 for small images, or in ResNet-D three
 * of 3x3 (He et al., <i>Bag of Tricks for Image Classification</i>, CVPR 2019, figure 2), with
 * timm's names.
 */
final class ResNetStem {
  private ResNetStem() {}

  /** Registers it under {@code conv1} of {@code parent}: images to {@code width} channels. */
  static UnaryOperator<Tensor> register(
      Module parent, BackboneOptions options, int inputChannels, int stride) {
    int width = options.width();
    boolean bias = NormLayer.needsBias(options);
    boolean imagenet = options.stem() == BackboneOptions.Stem.IMAGENET;
    if (!imagenet || !options.resnet().d()) {
      int kernel = imagenet ? 7 : 3;
      Conv2dImpl conv = Layers.conv(inputChannels, width, kernel, stride, kernel / 2, bias);
      return parent.register_module("conv1", conv)::forward;
    }
    Module chain = parent.register_module("conv1", new Module("conv1"));
    int half = Math.max(1, width / 2);
    List<UnaryOperator<Tensor>> layers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int in = i == 0 ? inputChannels : half;
      Conv2dImpl conv = Layers.conv(in, half, 3, i == 0 ? stride : 1, 1, bias);
      layers.add(chain.register_module(Integer.toString(3 * i), conv)::forward);
      NormLayer norm = NormLayer.register(chain, Integer.toString(3 * i + 1), half, options);
      layers.add(x -> norm.forward(x).relu_());
    }
    layers.add(chain.register_module("6", Layers.conv(half, width, 3, 1, 1, bias))::forward);
    return new Chain(chain, List.copyOf(layers));
  }

  /**
   * Layers after one another.
   *
   * @param held their module, which is switched by {@code train} only while it is held
   */
  private record Chain(Module held, List<UnaryOperator<Tensor>> layers)
      implements UnaryOperator<Tensor> {
    @Override
    public Tensor apply(Tensor x) {
      Tensor y = x;
      for (UnaryOperator<Tensor> layer : layers) {
        y = layer.apply(y);
      }
      return y;
    }
  }
}
