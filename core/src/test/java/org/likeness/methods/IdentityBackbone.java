package org.likeness.methods;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.Backbone;
import org.likeness.backbone.BackboneOptions;
import org.likeness.data.Batch;
import org.likeness.encoder.SingleNetwork;
import org.likeness.method.Ingredients;
import org.likeness.nn.IdentityHead;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;

/** A network without weights: what a view holds is the feature. For the mathematics behind it. */
final class IdentityBackbone extends Backbone {
  private final int size;

  private IdentityBackbone(int size) {
    super("IdentityBackbone");
    this.size = size;
  }

  /** Takes {@code [B, size]} for images and gives their rows, normalised. */
  static SingleNetwork network(int size) {
    return new SingleNetwork(
        new IdentityBackbone(size), new IdentityHead(size), BackboneOptions.defaults());
  }

  /** As {@link #network(int)}, with a trainable weight that plays no part: for averages. */
  static SingleNetwork network(int size, Tensor weight) {
    IdentityBackbone backbone = new IdentityBackbone(size);
    backbone.register_parameter("weight", weight.detach().clone(), true);
    return new SingleNetwork(backbone, new IdentityHead(size), BackboneOptions.defaults());
  }

  static Ingredients ingredients(int images, int batch) {
    Preprocessing preprocessing =
        new Preprocessing(16, 16, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
    return new Ingredients(
        images,
        batch,
        10,
        BackboneOptions.defaults(),
        ViewOptions.defaults(16),
        preprocessing,
        new RandomSource(1));
  }

  /** A batch of two views. */
  static Batch batch(Tensor first, Tensor second) {
    long b = first.size(0);
    return new Batch(
        List.of(first, second), Tensors.of(new long[Math.toIntExact(b)], b), Optional.empty());
  }

  @Override
  public List<String> stageNames() {
    return List.of();
  }

  @Override
  public LinkedHashMap<String, Tensor> stages(Tensor images) {
    return new LinkedHashMap<>();
  }

  @Override
  public Tensor features(Tensor images) {
    return images;
  }

  @Override
  public int featureSize() {
    return size;
  }

  @Override
  public int inputChannels() {
    return 3;
  }

  @Override
  public Map<String, Tensor> parametersThrough(String stage) {
    return Map.of();
  }
}
