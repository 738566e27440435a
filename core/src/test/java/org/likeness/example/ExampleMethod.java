package org.likeness.example;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.RandomView;
import org.likeness.augment.Views;
import org.likeness.backbone.Backbone;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.MethodEntry;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.method.Targets;
import org.likeness.methods.Methods;
import org.likeness.nn.LinearHead;
import org.likeness.nn.NeuralNetwork;
import org.likeness.optim.MovingAverage;
import org.likeness.optim.ParameterGroup;
import org.likeness.optim.Schedules;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/**
 * A method that nobody published, with a bit of everything that methods have: a second network that
 * follows the first by an average whose momentum rises, a queue of negatives, a classifier that
 * learns from labels at a constant rate.
 *
 * <pre>
 *   here      formula
 *   q, k      unit embeddings of both views, by the network and by its average, [B, d]
 *   contrast  -mean_b log( exp(q_b k_b / tau) / (exp(q_b k_b / tau) + sum_j exp(q_b n_j / tau)) ),  n the queue, [K, d]
 *   labels    cross-entropy of a linear classifier on q
 *   m         1 - (1 - momentum) (1 + cos(pi t / T)) / 2
 * </pre>
 */
public final class ExampleMethod implements Method {
  private final Options options;
  private final SingleNetwork network;
  private final SingleNetwork keys;
  private final MovingAverage average;
  private final LinearHead classifier;
  private final Tensor queue; // [K, d]
  private final Views views;
  private final Encoder encoder;
  private final List<Tensor> fresh = new ArrayList<>(); // keys of this step
  private double next; // row of the queue that is written next

  /** What can be set. */
  public record Options(
      @Option(value = "16", range = "[1, inf)", help = "width of the embedding, d") int dim,
      @Option(value = "0.2", range = "(0, inf)", help = "temperature") double tau,
      @Option(value = "20", range = "[1, inf)", help = "negatives, K") int queue,
      @Option(value = "0.9", range = "[0, 1]", help = "momentum of the average at the start")
          double momentum,
      @Option(value = "0.5", range = "[0, inf)", help = "weight of the classifier's loss")
          double labels) {
    public static Options defaults() {
      return OptionRecords.defaults(Options.class);
    }
  }

  private static final MethodEntry<Options> ENTRY =
      new MethodEntry<>(
          "example",
          "Example",
          "made up",
          "a network, its average, a queue and labels: an example for those who add a method",
          Options.defaults(),
          ExampleMethod::new);

  /** Registers the method, once. */
  public static synchronized MethodEntry<Options> registered() {
    if (!Methods.names().contains(ENTRY.name())) {
      Methods.register(ENTRY); // the one line
    }
    return ENTRY;
  }

  public ExampleMethod(Ingredients in, Options options) {
    this.options = options;
    RandomStream weights = in.random().stream(Purpose.WEIGHTS, 0, 0);
    this.network = network(in, weights);
    this.keys = network(in, weights);
    this.average = new MovingAverage(keys, network);
    this.classifier = new LinearHead(options.dim(), Math.max(1, in.classes()), weights);
    this.queue = torch.zeros(options.queue(), options.dim());
    this.views = Views.of(new RandomView(in.view()), new RandomView(in.view()));
    this.encoder = new Encoder(network, in.preprocessing());
  }

  private SingleNetwork network(Ingredients in, RandomStream weights) {
    Backbone backbone = in.newBackbone(3, weights);
    return new SingleNetwork(
        backbone, new LinearHead(backbone.featureSize(), options.dim(), weights), in.backbone());
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
  public void beforeStep(Step step) {
    fresh.clear(); // of a step that failed
    average.update(Schedules.risingMomentum(options.momentum(), step.total()).at(step.index()));
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    Tensor q = network.embedding(batch.view(0)); // [B, d]
    Tensor k;
    try (NoGradGuard noGrad = new NoGradGuard()) {
      k = keys.embedding(batch.view(1)); // [B, d]
    }
    fresh.add(k);
    Tensor positive = q.mul(k).sum(1).unsqueeze(1); // [B, 1]
    Tensor scores = torch.cat(new TensorVector(positive, q.matmul(queue.t())), 1); // [B, 1 + K]
    Tensor first = torch.zeros_like(batch.indices()); // [B]
    Tensor contrast = torch.cross_entropy_loss(scores.div(new Scalar(options.tau())), first);
    Tensor labels = torch.cross_entropy_loss(classifier.forward(q), batch.targets().orElseThrow());
    return Loss.of("contrast", contrast, q).plus("labels", labels, options.labels());
  }

  @Override
  public void afterStep(Step step) {
    for (Tensor rows : fresh) { // batches of any size: the queue wraps
      for (long i = 0; i < rows.size(0); i++) {
        queue.select(0, (long) next).copy_(rows.select(0, i));
        next = (next + 1) % options.queue();
      }
    }
    fresh.clear();
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network, keys, classifier);
  }

  @Override
  public List<ParameterGroup> trainable() {
    List<Tensor> parameters = new ArrayList<>(Tensors.parameters(network.backbone()));
    parameters.addAll(Tensors.parameters(network.head()));
    return List.of(
        ParameterGroup.of("network", parameters),
        new ParameterGroup("classifier", Tensors.parameters(classifier), false, 1, false, false));
  }

  @Override
  public State state() {
    return new State()
        .module("backbone.", network.backbone())
        .module("head.", network.head())
        .module("keys.backbone.", keys.backbone())
        .module("keys.head.", keys.head())
        .module("classifier.", classifier)
        .tensor("queue", queue)
        .scalar("next", () -> next, value -> next = value);
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
