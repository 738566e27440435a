package org.likeness.methods;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.Collapse;
import org.likeness.loss.QueueContrast;
import org.likeness.memory.Queue;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.RunSize;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.NeuralNetwork;
import org.likeness.optim.MovingAverage;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.random.RandomSource;

/**
 * MoCo: a view finds the key of its image's other view among the keys of a queue, which a slowly
 * following network made (v1: He, Fan, Wu, Xie and Girshick, <i>Momentum contrast for unsupervised
 * visual representation learning</i>, CVPR 2020, arXiv 1911.05722; v2: Chen, Fan, Girshick and He,
 * <i>Improved baselines with momentum contrastive learning</i>, 2020, arXiv 2003.04297).
 *
 * <pre>
 *   here       paper      formula                                      v1 / v2       differences and reasons
 *   q, k       q, k+      unit embeddings of the two views, [B, d]                   k by the key network, without a gradient
 *   dim        C                                                       128
 *   tau        tau        L = -log exp(q.k/tau) / sum                  0.07 / 0.2
 *   queue      K          negatives: the keys of earlier steps         65536         any size and any batch; the released code requires that the batch
 *                                                                                    divides it
 *   momentum   m          theta_k = m theta_k + (1 - m) theta_q        0.999         parameters only, as in the released code: the statistics of norms
 *                                                                                    are the key network's own
 *   hidden                MLP head: linear, ReLU, linear               0 / 2048      0 is the linear head of v1
 *   shuffle    shuffled   the key batch is permuted before its         true          matters with split norms (backbone.norm), which stand for the
 *              BN         statistics are taken                                       papers' devices
 *   symmetric             both views are queries, both are keys        false         in the authors' CIFAR-10 demonstration only: the sum of both
 * </pre>
 *
 * <p>The key network moves before the key pass, towards the weights that the queries have in the
 * same step; keys are enqueued after the update, so that the logits have the queue of earlier steps
 * only. While the queue still holds the random rows that it began with the task is easy: the loss
 * rises at first.
 */
public final class MoCo implements Method {
  private final Options options;
  private final SingleNetwork network; // f_q
  private final SingleNetwork keys; // f_k
  private final MovingAverage average;
  private final Queue queue; // [K, d]
  private final QueueContrast contrast;
  private final Views views;
  private final Encoder encoder;
  private final RandomSource random;
  private final List<Tensor> fresh = new ArrayList<>(); // keys of this step

  /** The options. */
  public record Options(
      @Option(value = "128", range = "[1, inf)", help = "width of the embedding, d") int dim,
      @Option(value = "0.07", range = "(0, inf)", help = "temperature") double tau,
      @Option(
              value = "65536",
              range = "[1, inf)",
              help = "keys in the queue, K, which are the negatives")
          int queue,
      @Option(
              value = "0.999",
              range = "[0, 1)",
              help = "weight of the key network's own weights when it follows the query network")
          double momentum,
      @Option(
              value = "0",
              range = "[0, inf)",
              help = "width of the head's hidden layer; 0 for a linear head")
          int hidden,
      @Option(
              value = "true",
              help = "permute the key batch, so that split norms do not tell which image it is")
          boolean shuffle,
      @Option(value = "false", help = "use both views as queries and as keys; adds both losses")
          boolean symmetric) {

    /** The setting of MoCo v1 on ImageNet. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }

    /** The setting of MoCo v2 on ImageNet. */
    public static Options paperV2() {
      return new Options(128, 0.2, 65536, 0.999, 2048, true, false);
    }
  }

  public MoCo(Ingredients in, Options options) {
    this(
        in,
        OptionRecords.check(options),
        SingleNetworks.relu(in, options.hidden(), options.dim()),
        SingleNetworks.relu(in, options.hidden(), options.dim()),
        Queue.unit(options.queue(), options.dim(), in.random()));
  }

  MoCo(Ingredients in, Options options, SingleNetwork network, SingleNetwork keys, Queue queue) {
    this.options = options;
    this.network = network;
    this.keys = keys;
    this.average = new MovingAverage(keys, network); // theta_k = theta_q at first
    this.queue = queue;
    this.contrast = new QueueContrast(options.tau());
    this.views = Views.pair(in.view(), in.view());
    this.encoder = new Encoder(network, in.preprocessing());
    this.random = in.random();
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public void beforeStep(Step step) {
    fresh.clear(); // those of a step that failed
    average.update(options.momentum());
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    Tensor q = network.embedding(batch.view(0)); // [B, d]
    Tensor k = key(batch.view(1), step, 0); // [B, d]
    Tensor value = contrast.loss(q, k, queue.tensor()); // logits [B, 1 + K]
    if (options.symmetric()) {
      Tensor q2 = network.embedding(batch.view(1)); // [B, d]
      value = value.add(contrast.loss(q2, key(batch.view(0), step, 1), queue.tensor()));
    }
    return Loss.of("contrast", value, q);
  }

  /** The keys of a view, which join the queue after the update. */
  private Tensor key(Tensor view, Step step, int pass) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor k =
          options.shuffle()
              ? Permutation.of((int) view.size(0), random, step, pass).around(view, keys::embedding)
              : keys.embedding(view);
      fresh.add(k);
      return k;
    }
  }

  @Override
  public void afterStep(Step step) {
    fresh.forEach(queue::enqueue);
    fresh.clear();
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network, keys);
  }

  @Override
  public List<ParameterGroup> trainable() {
    return SingleNetworks.trainable(network);
  }

  @Override
  public State state() {
    return SingleNetworks.state(network)
        .add(SingleNetworks.state("key.", keys))
        .tensor("queue", queue.tensor())
        .scalar("queue-pointer", queue::pointer, row -> queue.setPointer((long) row));
  }

  @Override
  public OptionalDouble collapsedLoss(int batch) {
    return OptionalDouble.of((options.symmetric() ? 2 : 1) * Collapse.oneAmong(queue.size()));
  }

  @Override
  public List<String> advice(RunSize run) {
    List<String> advice = new ArrayList<>();
    RunAdvice.keyQueue(queue.size(), run.images()).ifPresent(advice::add);
    RunAdvice.momentum("momentum", options.momentum(), run.updates()).ifPresent(advice::add);
    return advice;
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
