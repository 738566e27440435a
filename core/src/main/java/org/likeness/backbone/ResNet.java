package org.likeness.backbone;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.likeness.error.InputException;
import org.likeness.nn.InitialValues;
import org.likeness.option.OptionValues;
import org.likeness.random.RandomStream;

/**
 * Residual networks (He et al., <i>Deep Residual Learning for Image Recognition</i>, CVPR 2016)
 * with torchvision's names and layout: in the bottleneck the 3x3 convolution carries the stride,
 * not the first 1x1 (known as v1.5; the paper has it the other way).
 *
 * <table>
 * <caption>Stages</caption>
 * <tr><th>stage</th><th>layers</th><th>channels (basic, bottleneck)</th><th>stride to the input (imagenet, cifar)</th></tr>
 * <tr><td>conv1</td><td>conv1, bn1, relu; before pooling</td><td>w, w</td><td>2, 1</td></tr>
 * <tr><td>conv2</td><td>layer1, after max pooling 3/2 in the ImageNet stem</td><td>w, 4w</td><td>4, 1</td></tr>
 * <tr><td>conv3</td><td>layer2</td><td>2w, 8w</td><td>8, 2</td></tr>
 * <tr><td>conv4</td><td>layer3</td><td>4w, 16w</td><td>16, 4</td></tr>
 * <tr><td>conv5</td><td>layer4</td><td>8w, 32w</td><td>32, 8</td></tr>
 * </table>
 *
 * <p>w is {@link BackboneOptions#width()}. Features are the mean of conv5 over all places, so that
 * any image size will do. The CIFAR stem (3x3, no pooling) is the one that the authors of InstDisc
 * and InvaSpread ran on 32x32 images. {@link ResNetOptions} has the changes of SimCLR v2.
 */
final class ResNet extends StagedBackbone {
  private final UnaryOperator<Tensor> conv1;
  private final NormLayer bn1;
  private final boolean pooledStem;
  private final List<List<ResidualBlock>> layers = new ArrayList<>();

  /**
   * Kept only as a reference: a module whose Java object was collected is no longer switched by
   * {@code train}.
   */
  private final List<Module> groups = new ArrayList<>();

  private final int featureSize;

  /**
   * A network with new values.
   *
   * @param blocks residual blocks of the four layers
   * @param bottleneck 1x1, 3x3, 1x1 with four times the channels instead of 3x3, 3x3
   */
  ResNet(
      BackboneOptions options,
      int inputChannels,
      List<Integer> blocks,
      boolean bottleneck,
      RandomStream random) {
    super(options.name(), inputChannels);
    pooledStem = options.stem() == BackboneOptions.Stem.IMAGENET;
    if (options.resnet().selective() > 0 && !bottleneck) {
      throw new InputException(
          "backbone.resnet.selective of %s needs blocks of three layers, which %s does not have: set it to 0 or choose resnet50"
              .formatted(OptionValues.number(options.resnet().selective()), options.name()));
    }
    int width = options.width();
    int stride = options.stemStride() > 0 ? options.stemStride() : pooledStem ? 2 : 1;
    conv1 = ResNetStem.register(this, options, inputChannels, stride);
    bn1 = NormLayer.register(this, "bn1", width, options);
    int channels = width;
    for (int i = 0; i < blocks.size(); i++) {
      Module layer = register_module("layer" + (i + 1), new Module("layer" + (i + 1)));
      groups.add(layer);
      List<ResidualBlock> chain = new ArrayList<>();
      for (int b = 0; b < blocks.get(i); b++) {
        int blockStride = i > 0 && b == 0 ? 2 : 1;
        ResidualBlock block =
            layer.register_module(
                Integer.toString(b),
                new ResidualBlock(options, channels, width << i, blockStride, bottleneck));
        channels = block.outputChannels();
        chain.add(block);
      }
      layers.add(chain);
    }
    featureSize = channels;
    InitialValues.fill(this, random);
  }

  @Override
  public LinkedHashMap<String, Tensor> stages(Tensor images) {
    check(images);
    LinkedHashMap<String, Tensor> maps = new LinkedHashMap<>();
    Tensor x = bn1.forward(conv1.apply(images)).relu_();
    maps.put("conv1", x);
    if (pooledStem) {
      x = Layers.maxPool(x, 3, 2, 1);
    }
    for (int i = 0; i < layers.size(); i++) {
      for (ResidualBlock block : layers.get(i)) {
        x = block.forward(x);
      }
      maps.put("conv" + (i + 2), x);
    }
    return maps;
  }

  @Override
  public Tensor features(Tensor images) {
    return Layers.globalAverage(
        requireNonNull(stages(images).get("conv5"), "conv5 is the last stage"));
  }

  @Override
  public int featureSize() {
    return featureSize;
  }

  @Override
  Set<String> prefixes(String stage) {
    return stage.equals("conv1")
        ? Set.of("conv1.", "bn1.")
        : Set.of("layer" + (stage.charAt(4) - '1') + ".");
  }

  /** One: all kernels are padded by half their size. */
  @Override
  int smallestSide() {
    return 1;
  }
}
