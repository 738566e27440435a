package org.likeness.backbone;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.nn.InitialValues;
import org.likeness.random.RandomStream;

/**
 * Networks without shortcuts: convolutions with batch norm, max pooling between stages, then two
 * fully connected layers (fc6 and fc7 of the papers) whose 4096 outputs are the features. Which
 * layers is said by a {@link PlainLayout}.
 *
 * <p>InstDisc names AlexNet and VGG16 with batch norm and says no more; from torchvision come the
 * channels, paddings, the adaptive pooling before fc6 and, for VGG16, all names, so that its
 * weights travel. Batch norm follows every convolution and, as in the AlexNet of CMC (Tian et al.,
 * ECCV 2020, released code), fc6 and fc7: without it two layers of positive features make
 * embeddings alike from the start, and AlexNet's collapse in InstDisc's first epoch. torchvision's
 * weights have no norms there ({@link PlainOptions#fcNorm}). Ours are: <b>no dropout</b> in fc6 and
 * fc7, since batch norm already regularises and dropout would draw from libtorch's global
 * generator; and that the last pooling is left out on maps smaller than its window, so that smaller
 * images than the papers' will do. Stages are taken after their last relu and before pooling, as in
 * ResNets. Narrower networks narrow the fully connected layers too.
 */
final class PlainNetwork extends StagedBackbone {
  private final PlainLayout layout;

  /** Only held, as the groups of {@link ResNet} are. */
  private final Module features;

  /** Only held. */
  private final Module classifier;

  private final List<List<Conv2dImpl>> convs = new ArrayList<>();
  private final List<List<NormLayer>> norms = new ArrayList<>();
  private final List<Set<String>> prefixes = new ArrayList<>();
  private final LinearImpl fc6;
  private final LinearImpl fc7;
  private final NormLayer norm6;
  private final NormLayer norm7;
  private final int featureSize;
  private final int smallestSide;

  PlainNetwork(
      BackboneOptions options, int inputChannels, PlainLayout layout, RandomStream random) {
    super(options.name(), inputChannels);
    this.layout = layout;
    features = register_module("features", new Module("features"));
    boolean bias = layout.bias() || NormLayer.needsBias(options);
    int channels = inputChannels;
    int position = 0;
    for (int stage = 0; stage < layout.stages().size(); stage++) {
      Set<String> names = new TreeSet<>();
      List<Conv2dImpl> stageConvs = new ArrayList<>();
      List<NormLayer> stageNorms = new ArrayList<>();
      for (PlainLayout.Conv conv : layout.stages().get(stage).convs()) {
        boolean first = position == 0;
        int stride = first && options.stemStride() > 0 ? options.stemStride() : conv.stride();
        int out = scaled(conv.channels(), options.width());
        stageConvs.add(
            register(
                features,
                position,
                Layers.conv(channels, out, conv.kernel(), stride, conv.padding(), bias),
                names));
        String norm = Integer.toString(position + 1);
        names.add("features." + norm + ".");
        stageNorms.add(NormLayer.register(features, norm, out, options));
        position += 3; // convolution, norm, relu
        channels = out;
      }
      convs.add(stageConvs);
      norms.add(stageNorms);
      prefixes.add(names);
      position += layout.stages().get(stage).pooled() ? 1 : 0;
    }
    featureSize = scaled(4096, options.width());
    classifier = register_module("classifier", new Module("classifier"));
    int grid = layout.grid();
    fc6 =
        classifier.register_module(
            layout.fc6(), new LinearImpl((long) channels * grid * grid, featureSize));
    fc7 = classifier.register_module(layout.fc7(), new LinearImpl(featureSize, featureSize));
    norm6 = norm("norm6", options);
    norm7 = norm("norm7", options);
    smallestSide = layout.smallestSide(options.stemStride());
    InitialValues.fill(this, random);
  }

  private NormLayer norm(String name, BackboneOptions options) {
    return options.plain().fcNorm()
        ? NormLayer.register(classifier, name, featureSize, options)
        : x -> x;
  }

  private static <M extends Module> M register(
      Module parent, int position, M child, Set<String> names) {
    names.add("features." + position + ".");
    return parent.register_module(Integer.toString(position), child);
  }

  @Override
  public LinkedHashMap<String, Tensor> stages(Tensor images) {
    check(images);
    LinkedHashMap<String, Tensor> maps = new LinkedHashMap<>();
    Tensor x = images;
    for (int stage = 0; stage < convs.size(); stage++) {
      for (int i = 0; i < convs.get(stage).size(); i++) {
        x = norms.get(stage).get(i).forward(convs.get(stage).get(i).forward(x)).relu_();
      }
      maps.put(stageNames().get(stage), x);
      boolean last = stage == convs.size() - 1;
      if (layout.stages().get(stage).pooled() && !last) {
        x = Layers.maxPool(x, layout.poolKernel(), 2, 0);
      }
    }
    return maps;
  }

  @Override
  public Tensor features(Tensor images) {
    Tensor x =
        requireNonNull(stages(images).get("conv5"), "conv5 is the last stage"); // [B, c, h, w]
    if (Math.min(x.size(2), x.size(3)) >= layout.poolKernel()) {
      x = Layers.maxPool(x, layout.poolKernel(), 2, 0);
    }
    x =
        torch
            .adaptive_avg_pool2d(x, layout.grid(), layout.grid())
            .flatten(1, -1); // [B, c * grid * grid]
    x = normalised(norm6, fc6.forward(x)).relu_();
    return normalised(norm7, fc7.forward(x)).relu_(); // [B, 4096 at width 64]
  }

  /** {@code [B, C]} as maps of one cell. */
  private static Tensor normalised(NormLayer norm, Tensor x) {
    return norm.forward(x.unsqueeze(2).unsqueeze(3)).flatten(1, -1);
  }

  @Override
  public int featureSize() {
    return featureSize;
  }

  @Override
  Set<String> prefixes(String stage) {
    return prefixes.get(stageNames().indexOf(stage));
  }

  @Override
  int smallestSide() {
    return smallestSide;
  }
}
