package org.likeness.methods;

import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.LocalCropOptions;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.Collapse;
import org.likeness.loss.SwappedPrediction;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.RunSize;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.Activation;
import org.likeness.nn.InitialValues;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.NeuralNetwork;
import org.likeness.nn.Norm;
import org.likeness.nn.Normalize;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;

/**
 * SwAV: the crops of an image predict each other's cluster assignment, which is computed online and
 * uses all clusters alike (Caron, Misra, Mairal, Goyal, Bojanowski and Joulin, <i>Unsupervised
 * learning of visual features by contrasting cluster assignments</i>, NeurIPS 2020, arXiv
 * 2006.09882).
 *
 * <pre>
 *   here        paper    formula                            default      differences and reasons
 *   z           z        unit projections, [V B, d]                      behind a hidden layer with batch norm and ReLU
 *   prototypes  C        [K, d]                             K = 3000     unit rows in every step: normalised before it, not after the update
 *   s           z C^T    scores, [V B, K]
 *   q           Q        Sinkhorn of exp(s / epsilon)       0.05         3 iterations, for the two large crops
 *   tau         tau      softmax(s / tau)                   0.1
 *   queue                earlier z that are assigned too    0            3840 from epoch 15 on with batches of 256
 *   frozen               epochs of constant prototypes      1            the released code counts iterations, about one epoch
 *   local       V        further crops                      6 of 96 px
 * </pre>
 */
public final class Swav implements Method {
  private final Options options;
  private final SingleNetwork network;
  private final Tensor prototypes; // [K, d]
  private final CropAssignments assignments; // q of the two large crops
  private final Views views;
  private final Encoder encoder;
  private final SwappedPrediction prediction;

  /** The options. */
  public record Options(
      @Option(value = "0.1", range = "(0, inf)", help = "temperature of the predictions")
          double tau,
      @Option(
              value = "0.05",
              range = "(0, inf)",
              help = "smoothness of the assignments; lower it if the loss stays at log(prototypes)")
          double epsilon,
      @Option(value = "3", range = "[1, 100]", help = "iterations of Sinkhorn's algorithm")
          int iterations,
      @Option(value = "3000", range = "[2, 1000000]", help = "number of prototypes, K")
          int prototypes,
      @Option(value = "1", range = "[0, 1000000]", help = "epochs of constant prototypes")
          int frozen,
      @Option(
              value = "0",
              range = "[0, 10000000]",
              help =
                  "earlier embeddings of each large crop that are assigned together with a batch; 0 for none")
          int queue,
      @Option(
              value = "15",
              range = "[0, 1000000]",
              help = "epoch from which on the queue fills; it is used once it is full")
          int queueEpoch,
      @Option(
              value = "2048",
              range = "[1, 1000000]",
              help = "width of the projector's hidden layer")
          int hidden,
      @Option(value = "128", range = "[1, 1000000]", help = "width of the embedding, d") int dim,
      @Option(
              value = "10",
              range = "[1, 1000000]",
              help = "epoch from which on a loss of log K warns")
          int warnEpoch,
      LocalCropOptions local) {

    /** The setting of the paper's ImageNet table, batches of 4096. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }
  }

  public Swav(Ingredients in, Options options) {
    this(
        in,
        OptionRecords.check(options),
        SingleNetworks.mlp(
            in,
            width ->
                List.of(
                    new MlpLayer(options.hidden(), true, Norm.BATCH, Activation.RELU),
                    new MlpLayer(options.dim(), true, Norm.NONE, Activation.NONE))));
  }

  Swav(Ingredients in, Options options, SingleNetwork network) {
    this.options = options;
    this.network = network;
    this.prototypes = torch.empty(options.prototypes(), options.dim());
    InitialValues.uniform(
        prototypes,
        1 / Math.sqrt(options.dim()),
        in.random().stream(Purpose.WEIGHTS, 0, 1)); // item 0 is the network's
    prototypes.set_requires_grad(true);
    this.assignments = new CropAssignments(options);
    this.views = MultiCrop.views(in, in.view(), options.local());
    this.encoder = new Encoder(network, in.preprocessing());
    this.prediction = new SwappedPrediction(options.tau());
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public void beforeStep(Step step) {
    prototypes.copy_(Normalize.rows(prototypes));
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    long b = batch.size();
    Tensor z = Normalize.rows(MultiCrop.projection(network, batch.views())); // [V B, d]
    Tensor s = z.mm(prototypes.t()).view(-1, b, options.prototypes()); // [V, B, K]
    Tensor q = assignments.of(s, prototypes); // [2, B, K]
    if (step.epoch() >= options.queueEpoch()) {
      assignments.keep(step, z.narrow(0, 0, MultiCrop.LARGE * b));
    }
    return Loss.of("prediction", prediction.loss(q, s), z.narrow(0, 0, b)); // Eq. 1
  }

  @Override
  public void beforeOptimizer(Step step) {
    if (step.epoch() < options.frozen()) {
      prototypes.mutable_grad().reset();
    }
  }

  @Override
  public void afterStep(Step step) {
    assignments.update();
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network);
  }

  @Override
  public List<ParameterGroup> trainable() {
    ParameterGroup own = ParameterGroup.of("prototypes", List.of(prototypes));
    return List.of(SingleNetworks.trainable(network).get(0), own);
  }

  @Override
  public State state() {
    return SingleNetworks.state(network).tensor("prototypes", prototypes).add(assignments.state());
  }

  @Override
  public OptionalDouble collapsedLoss(int batch) {
    return OptionalDouble.of(Collapse.softmax(options.prototypes()));
  }

  @Override
  public int collapseFrom() {
    return options.warnEpoch();
  }

  @Override
  public List<String> advice(RunSize run) {
    int rows = RunAdvice.usedRows(options.queue(), options.queueEpoch(), run);
    return RunAdvice.assignments(options.prototypes(), rows, run);
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
