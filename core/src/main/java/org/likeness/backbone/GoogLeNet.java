package org.likeness.backbone;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.likeness.backbone.Inception.Channels;
import org.likeness.backbone.Inception.Convolution;
import org.likeness.nn.InitialValues;
import org.likeness.random.RandomStream;

/**
 * GoogLeNet, or Inception-V1 (Szegedy et al., <i>Going Deeper with Convolutions</i>, CVPR 2015,
 * table 1) with torchvision's names and layout, so that its weights can be exchanged: batch norm
 * after each convolution, and 3x3 in place of 5x5. The auxiliary classifiers and dropout, which
 * serve supervised training, are left out.
 *
 * <table>
 * <caption>Stages, at width 64</caption>
 * <tr><th>stage</th><th>layers</th><th>channels</th><th>stride to the input</th></tr>
 * <tr><td>conv1</td><td>conv1, before pooling</td><td>64</td><td>2</td></tr>
 * <tr><td>conv2</td><td>conv2, conv3, before pooling</td><td>192</td><td>4</td></tr>
 * <tr><td>conv3</td><td>inception3a and 3b, before pooling</td><td>480</td><td>8</td></tr>
 * <tr><td>conv4</td><td>inception4a to 4e, before pooling</td><td>832</td><td>16</td></tr>
 * <tr><td>conv5</td><td>inception5a and 5b</td><td>1024</td><td>32</td></tr>
 * </table>
 *
 * <p>Features are the mean of conv5 over all places (the paper's pool5), so that images of any size
 * from {@link #smallestSide} on will do.
 */
final class GoogLeNet extends StagedBackbone {
  private static final List<String> THIRD = List.of("3a", "3b");
  private static final List<String> FOURTH = List.of("4a", "4b", "4c", "4d", "4e");
  private static final List<String> FIFTH = List.of("5a", "5b");

  private final Convolution conv1;
  private final Convolution conv2;
  private final Convolution conv3;
  private final List<Inception> third = new ArrayList<>();
  private final List<Inception> fourth = new ArrayList<>();
  private final List<Inception> fifth = new ArrayList<>();
  private final int stride;
  private final int featureSize;

  GoogLeNet(BackboneOptions options, int inputChannels, RandomStream random) {
    super(options.name(), inputChannels);
    int width = options.width();
    stride = options.stemStride() > 0 ? options.stemStride() : 2;
    int stem = scaled(64, width);
    int second = scaled(192, width);
    conv1 = register_module("conv1", new Convolution(options, inputChannels, stem, 7, stride, 3));
    conv2 = register_module("conv2", new Convolution(options, stem, stem, 1, 1, 0));
    conv3 = register_module("conv3", new Convolution(options, stem, second, 3, 1, 1));
    int channels = add(options, third, THIRD, second);
    channels = add(options, fourth, FOURTH, channels);
    featureSize = add(options, fifth, FIFTH, channels);
    InitialValues.fill(this, random);
  }

  /** The columns of the paper's table 1. */
  private static Channels channels(String module) {
    return switch (module) {
      case "3a" -> new Channels(64, 96, 128, 16, 32, 32);
      case "3b" -> new Channels(128, 128, 192, 32, 96, 64);
      case "4a" -> new Channels(192, 96, 208, 16, 48, 64);
      case "4b" -> new Channels(160, 112, 224, 24, 64, 64);
      case "4c" -> new Channels(128, 128, 256, 24, 64, 64);
      case "4d" -> new Channels(112, 144, 288, 32, 64, 64);
      case "4e", "5a" -> new Channels(256, 160, 320, 32, 128, 128);
      case "5b" -> new Channels(384, 192, 384, 48, 128, 128);
      default -> throw new IllegalArgumentException(module);
    };
  }

  private int add(BackboneOptions options, List<Inception> group, List<String> names, int in) {
    int channels = in;
    for (String name : names) {
      Inception module = new Inception(options, channels, channels(name).atWidth(options.width()));
      group.add(register_module("inception" + name, module));
      channels = module.outputChannels();
    }
    return channels;
  }

  @Override
  public LinkedHashMap<String, Tensor> stages(Tensor images) {
    check(images);
    LinkedHashMap<String, Tensor> maps = new LinkedHashMap<>();
    Tensor x = conv1.forward(images);
    maps.put("conv1", x);
    x = conv3.forward(conv2.forward(Layers.maxPoolAll(x, 3, 2, 0)));
    maps.put("conv2", x);
    x = forward(third, Layers.maxPoolAll(x, 3, 2, 0));
    maps.put("conv3", x);
    x = forward(fourth, Layers.maxPoolAll(x, 3, 2, 0));
    maps.put("conv4", x);
    x = forward(fifth, Layers.maxPoolAll(x, 2, 2, 0));
    maps.put("conv5", x);
    return maps;
  }

  private static Tensor forward(List<Inception> group, Tensor x) {
    Tensor y = x;
    for (Inception module : group) {
      y = module.forward(y);
    }
    return y;
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
    return switch (stage) {
      case "conv1" -> Set.of("conv1.");
      case "conv2" -> Set.of("conv2.", "conv3.");
      default -> Set.of("inception" + stage.charAt(4));
    };
  }

  /** The side whose conv1 has 8 cells: poolings then leave 4, 2, 1 and 1. */
  @Override
  int smallestSide() {
    return 7 * stride + 1;
  }
}
