package org.likeness.methods;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.RandomView;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.error.InputException;
import org.likeness.loss.Distillation;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.method.Targets;
import org.likeness.nn.DenseLayer;
import org.likeness.nn.LinearHead;
import org.likeness.nn.MlpHead;
import org.likeness.nn.NeuralNetwork;
import org.likeness.nn.Normalize;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomStream;

/**
 * Supervised: a linear classifier on the backbone's features, trained on the labels by
 * cross-entropy. The reference to which self-supervised methods are compared.
 *
 * <pre>
 *   here       formula                                 default
 *   f          the backbone's pooled features, [B, f]
 *   g          the first layers of the initial encoder's head  none   (SimCLR v2 fine-tunes from one)
 *   logits     W g(f) + b, [B, classes]
 *   loss       -mean_b log softmax(logits_b)[y_b]
 *   smoothing  y is 1 - s on the label, s / classes on all     0   (Szegedy et al., CVPR 2016, section 7)
 *   teacher    with one, a (-mean_b sum_y P_T(y) log P(y)) + (1 - a) cross-entropy, P_T and P at
 *              temperature t (Chen et al., SimCLR v2, NeurIPS 2020, eq. 2 and 3)
 *   share      a                                               1   labels are not needed; below 1 the teacher's
 *                                                                    classes are matched to the images' by name
 * </pre>
 *
 * <p>The encoder is the network without the classifier; its embedding is f normalised to length 1.
 */
public final class Supervised implements Method {
  private static final long MEAN = 1;
  private static final long IGNORED = -100; // libtorch's default; labels are never negative

  private final Options options;
  private final SingleNetwork network;
  private final LinearHead classifier;
  private final Optional<Teacher> teacher;
  private final Views views;
  private final Encoder encoder;

  /** The options. */
  public record Options(
      @Option(
              value = "0",
              range = "[0, 1)",
              help = "label smoothing, the fraction of the target spread over all classes")
          double smoothing,
      @Option(
              help =
                  "run with a classifier whose class probabilities are learned; empty for the labels")
          String teacher,
      @Option(
              value = "1",
              range = "(0, inf)",
              help = "temperature of the teacher's and of the student's probabilities")
          double temperature,
      @Option(
              value = "1",
              range = "[0, 1]",
              help = "weight of the teacher's probabilities; that of the labels is the rest")
          double share,
      @Option(
              value = "0",
              range = "[0, 10]",
              help =
                  "first layers of the initial encoder's MLP head that stay below the classifier; needs init (SimCLR v2 keeps one)")
          int headLayers) {
    /** No label smoothing and no teacher. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }
  }

  /**
   * Builds the network and its classifier.
   *
   * @throws InputException if there are fewer than two classes, the teacher has other ones, or the
   *     initial encoder has no such head
   */
  public Supervised(Ingredients in, Options options) {
    this(
        in,
        OptionRecords.check(options),
        Teacher.of(options.teacher(), in.view()),
        weights -> SingleNetworks.initial(in, options.headLayers(), weights));
  }

  Supervised(
      Ingredients in,
      Options options,
      Optional<Teacher> read,
      Function<RandomStream, SingleNetwork> networks) {
    boolean labels = read.isEmpty() || options.share() < 1;
    if (labels && in.classes() < 2) {
      throw new InputException(
          "the supervised method needs at least two classes but there %s: put the images into one folder per class, or use a CSV file with the columns path and label"
              .formatted(in.classes() == 1 ? "is only one class" : "are none"));
    }
    this.teacher = labels ? read.map(t -> t.matching(in.classes(), in.classNames())) : read;
    this.options = options;
    RandomStream weights = in.random().stream(Purpose.WEIGHTS, 0, 0);
    this.network = networks.apply(weights);
    int classes = teacher.map(Teacher::classes).orElse(in.classes());
    this.classifier = new LinearHead(network.embeddingSize(), classes, weights);
    this.views = Views.of(new RandomView(in.view()));
    this.encoder = new Encoder(network, in.preprocessing());
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public Targets targets() {
    return teacher.isPresent() && options.share() == 1 ? Targets.NONE : Targets.LABELS;
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    Tensor f = network.features(batch.view(0)); // [B, f]
    Tensor logits = logits(f); // [B, classes]
    Tensor loss =
        teacher.map(t -> taught(t, batch, logits)).orElseGet(() -> crossEntropy(batch, logits));
    String name = teacher.isPresent() ? "distillation" : "cross-entropy";
    return Loss.of(name, loss, Normalize.rows(f.detach()));
  }

  private Tensor crossEntropy(Batch batch, Tensor logits) {
    Tensor labels = batch.targets().orElseThrow(); // [B]
    return torch.cross_entropy_loss(
        logits, labels, new TensorOptional(), MEAN, IGNORED, options.smoothing());
  }

  /** {@code a distillation + (1 - a) cross-entropy}. */
  private Tensor taught(Teacher by, Batch batch, Tensor logits) {
    Tensor loss = new Distillation(options.temperature()).loss(by.logits(batch.view(0)), logits);
    double a = options.share();
    return a == 1
        ? loss
        : loss.mul(new Scalar(a)).add(crossEntropy(batch, logits), new Scalar(1 - a));
  }

  /**
   * The classifier's output: the class with the largest value is the prediction.
   *
   * @param features the backbone's, {@code [B, f]}, on the device of the network; the kept layers
   *     of a head are applied here
   * @return {@code [B, classes]}
   */
  public Tensor logits(Tensor features) {
    return classifier.forward(network.projected(features));
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network, classifier);
  }

  @Override
  public List<ParameterGroup> trainable() {
    return SingleNetworks.trainable(network, classifier);
  }

  @Override
  public State state() {
    State state = SingleNetworks.state(network).module("classifier.", classifier);
    return teacher.map(t -> state.add(t.state())).orElse(state);
  }

  @Override
  public List<DenseLayer> classifier() {
    List<DenseLayer> layers = new ArrayList<>();
    if (network.head() instanceof MlpHead kept) {
      layers.addAll(kept.dense());
    }
    layers.add(classifier.dense());
    return layers;
  }

  @Override
  public Optional<List<String>> classifierNames() {
    return teacher.map(Teacher::names);
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
