package org.likeness.methods;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.RandomView;
import org.likeness.augment.Views;
import org.likeness.backbone.Backbone;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.error.InputException;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.method.Targets;
import org.likeness.nn.IdentityHead;
import org.likeness.nn.LinearHead;
import org.likeness.nn.NeuralNetwork;
import org.likeness.nn.Normalize;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/**
 * Supervised: a linear classifier on the backbone's features, trained on the labels by
 * cross-entropy. The reference to which self-supervised methods are compared.
 *
 * <pre>
 *   here       formula                                 default
 *   f          the backbone's pooled features, [B, f]
 *   logits     W f + b, [B, classes]
 *   loss       -mean_b log softmax(logits_b)[y_b]
 *   smoothing  y is 1 - s on the label, s / classes on all     0   (Szegedy et al., CVPR 2016, section 7)
 * </pre>
 *
 * <p>The encoder is the network without the classifier; its embedding is f normalised to length 1.
 */
public final class Supervised implements Method {
  private static final int RGB = 3;
  private static final long MEAN = 1;
  private static final long IGNORED = -100; // libtorch's default; labels are never negative

  private final Options options;
  private final SingleNetwork network;
  private final LinearHead classifier;
  private final Views views;
  private final Encoder encoder;

  /** The options. */
  public record Options(
      @Option(
              value = "0",
              range = "[0, 1)",
              help = "label smoothing, the fraction of the target spread over all classes")
          double smoothing) {
    /** No label smoothing. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }
  }

  /**
   * Builds the network and its classifier.
   *
   * @throws InputException if there are fewer than two classes
   */
  public Supervised(Ingredients in, Options options) {
    if (in.classes() < 2) {
      throw new InputException(
          "the supervised method needs at least two classes but there %s: put the images into one folder per class, or use a CSV file with the columns path and label"
              .formatted(in.classes() == 1 ? "is only one class" : "are none"));
    }
    this.options = OptionRecords.check(options);
    RandomStream weights = in.random().stream(Purpose.WEIGHTS, 0, 0);
    Backbone backbone = in.newBackbone(RGB, weights);
    this.network =
        new SingleNetwork(backbone, new IdentityHead(backbone.featureSize()), in.backbone());
    this.classifier = new LinearHead(backbone.featureSize(), in.classes(), weights);
    this.views = Views.of(new RandomView(in.view()));
    this.encoder = new Encoder(network, in.preprocessing());
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public Targets targets() {
    return Targets.LABELS;
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    Tensor f = network.features(batch.view(0)); // [B, f]
    Tensor logits = logits(f); // [B, classes]
    Tensor labels = batch.targets().orElseThrow(); // [B]
    Tensor loss =
        torch.cross_entropy_loss(
            logits, labels, new TensorOptional(), MEAN, IGNORED, options.smoothing());
    return Loss.of("cross-entropy", loss, Normalize.rows(f.detach()));
  }

  /**
   * The classifier's output: the class with the largest value is the prediction.
   *
   * @param features the backbone's, {@code [B, f]}, on the device of the network
   * @return {@code [B, classes]}
   */
  public Tensor logits(Tensor features) {
    return classifier.forward(features);
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network, classifier);
  }

  @Override
  public List<ParameterGroup> trainable() {
    List<Tensor> parameters = new ArrayList<>(Tensors.parameters(network.backbone()));
    parameters.addAll(Tensors.parameters(classifier));
    return List.of(ParameterGroup.of("network", parameters));
  }

  @Override
  public State state() {
    return SingleNetworks.state(network).module("classifier.", classifier);
  }

  @Override
  public Optional<LinearHead> classifier() {
    return Optional.of(classifier);
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
