package org.likeness.encoder;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.backbone.Backbone;
import org.likeness.backbone.BackboneOptions;
import org.likeness.nn.Head;
import org.likeness.nn.Normalize;
import org.likeness.option.OptionValues;
import org.likeness.torch.Autocast;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Tensors;

/**
 * One backbone and its head: the network of most methods. Weights are named as the backbone names
 * them, the head's under {@code head.}.
 */
public final class SingleNetwork implements Network {
  static final String KIND = "single";

  private final Backbone backbone;
  private final Head head;
  private final BackboneOptions options;
  private final InputKind input;
  private final Optional<Tensor> weight; // one of many, to ask for their device
  private boolean bfloat16;

  /**
   * Combines the two.
   *
   * @param options those that the backbone was made with
   */
  public SingleNetwork(Backbone backbone, Head head, BackboneOptions options) {
    this(backbone, head, options, InputKind.COLOURS);
  }

  /**
   * Combines the two behind another input.
   *
   * @param input what the backbone sees
   */
  public SingleNetwork(Backbone backbone, Head head, BackboneOptions options, InputKind input) {
    this.backbone = requireNonNull(backbone, "backbone is null");
    this.head = requireNonNull(head, "head is null");
    this.options = requireNonNull(options, "options is null");
    this.input = requireNonNull(input, "input is null");
    if (backbone.featureSize() != head.inputSize()) {
      throw new IllegalArgumentException(
          "the head takes "
              + head.inputSize()
              + " features but the backbone gives "
              + backbone.featureSize());
    }
    this.weight = Tensors.parameters(backbone).stream().findFirst();
  }

  public Backbone backbone() {
    return backbone;
  }

  public Head head() {
    return head;
  }

  @Override
  public Tensor features(Tensor images) {
    Tensor x = here(images);
    try (Autocast autocast = new Autocast(bfloat16 && isTraining(), x)) {
      return float32(backbone.features(x));
    }
  }

  @Override
  public Tensor embedding(Tensor images) {
    return Normalize.rows(projection(images));
  }

  /** The head's output of any length, which a predictor takes: {@code [B, d]}. */
  public Tensor projection(Tensor images) {
    Tensor x = here(images);
    try (Autocast autocast = new Autocast(bfloat16 && isTraining(), x)) {
      return float32(head.forward(backbone.features(x)));
    }
  }

  /** As {@link #projection}, of features that are known: {@code [B, f]} to {@code [B, d]}. */
  public Tensor projected(Tensor features) {
    try (Autocast autocast = new Autocast(bfloat16 && isTraining(), features)) {
      return float32(head.forward(features));
    }
  }

  private Tensor here(Tensor images) {
    return input.of(weight.map(place -> ComputeDevice.beside(place, images)).orElse(images));
  }

  private Tensor float32(Tensor tensor) {
    return bfloat16 && isTraining() ? tensor.to(ScalarType.Float) : tensor;
  }

  @Override
  public LinkedHashMap<String, Tensor> stages(Tensor images) {
    return backbone.stages(here(images));
  }

  @Override
  public int featureSize() {
    return backbone.featureSize();
  }

  @Override
  public int embeddingSize() {
    return head.outputSize();
  }

  @Override
  public void train(boolean training) {
    backbone.train(training);
    head.train(training);
  }

  @Override
  public void bfloat16(boolean on) {
    bfloat16 = on;
  }

  @Override
  public boolean isTraining() {
    return backbone.is_training();
  }

  @Override
  public Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>(Tensors.named(backbone));
    Tensors.named(head).forEach((name, tensor) -> weights.put("head." + name, tensor));
    return weights;
  }

  @Override
  public Map<String, String> description() {
    Map<String, String> description = new LinkedHashMap<>();
    description.put("network", KIND);
    description.putAll(BackboneDescription.of(options, backbone.inputChannels()));
    if (input != InputKind.COLOURS) {
      description.put("input", OptionValues.name(input));
    }
    description.putAll(head.description());
    return description;
  }
}
