package org.likeness.methods;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.LocalCropOptions;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.Collapse;
import org.likeness.loss.Sinkhorn;
import org.likeness.loss.SwappedPrediction;
import org.likeness.memory.CropQueues;
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
  private final Optional<CropQueues> queues; // 2 of [queue, d]
  private final Views views;
  private final Encoder encoder;
  private final Sinkhorn sinkhorn;

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
    this.queues =
        options.queue() == 0
            ? Optional.empty()
            : Optional.of(new CropQueues(MultiCrop.LARGE, options.queue(), options.dim()));
    this.views = MultiCrop.views(in.view(), in.view(), options.local());
    this.encoder = new Encoder(network, in.preprocessing());
    this.sinkhorn = new Sinkhorn(options.epsilon(), options.iterations());
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
    Tensor q = torch.stack(new TensorVector(codes(s, 0), codes(s, 1)), 0); // [2, B, K]
    if (step.epoch() >= options.queueEpoch()) {
      Tensor large = z.narrow(0, 0, MultiCrop.LARGE * b).view(MultiCrop.LARGE, b, options.dim());
      queues.ifPresent(queue -> queue.add(step.index(), large));
    }
    Tensor loss = new SwappedPrediction(options.tau()).loss(q, s); // Eq. 1
    return Loss.of("prediction", loss, z.narrow(0, 0, b));
  }

  /** The assignments of a large crop, {@code [B, K]}: its batch's share of those with the queue. */
  private Tensor codes(Tensor s, int crop) {
    Tensor own = s.select(0, crop).detach(); // [B, K]
    if (queues.isEmpty() || !queues.get().isFull()) {
      return sinkhorn.codes(own);
    }
    Tensor earlier = queues.get().of(crop).mm(prototypes.detach().t()); // [queue, K]
    Tensor q = sinkhorn.codes(torch.cat(new TensorVector(earlier, own), 0));
    return q.narrow(0, options.queue(), own.size(0));
  }

  @Override
  public void beforeOptimizer(Step step) {
    if (step.epoch() < options.frozen()) {
      prototypes.mutable_grad().reset();
    }
  }

  @Override
  public void afterStep(Step step) {
    queues.ifPresent(CropQueues::update);
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network);
  }

  @Override
  public List<ParameterGroup> trainable() {
    List<ParameterGroup> groups = new ArrayList<>(SingleNetworks.trainable(network));
    groups.add(ParameterGroup.of("prototypes", List.of(prototypes)));
    return groups;
  }

  @Override
  public State state() {
    State state = SingleNetworks.state(network).tensor("prototypes", prototypes);
    queues.ifPresent(
        queue ->
            state
                .tensor("queue", queue.tensor())
                .scalar("queued", queue::filled, queue::restoreFilled));
    return state;
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
    return RunAdvice.prototypes(options.prototypes(), run.batch() + options.queue()).stream()
        .toList();
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
