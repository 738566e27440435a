package org.likeness.methods;

import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.SecondViewOptions;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.NegativeCosine;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.RunSize;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.Activation;
import org.likeness.nn.Head;
import org.likeness.nn.IdentityHead;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.NeuralNetwork;
import org.likeness.nn.Norm;
import org.likeness.nn.Normalize;
import org.likeness.optim.MovingAverage;
import org.likeness.optim.ParameterGroup;
import org.likeness.optim.Schedules;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * BYOL: the network predicts what a slowly following copy of it sees in the other view, without
 * negatives (Grill et al., <i>Bootstrap your own latent: a new approach to self-supervised
 * learning</i>, NeurIPS 2020, arXiv 2006.07733).
 *
 * <pre>
 *   here        paper       formula                                       default     differences and reasons
 *   online      theta       backbone and projector g, with predictor q                the projector's output is not normalised before q
 *   target      xi          xi &lt;- tau xi + (1 - tau) theta, parameters                begins as a copy; the authors' has other random weights, to
 *                           only, after the optimizer's step                          no difference. Its norms take the batch's statistics
 *   z, t, p                 projections, targets, q(z), [B, d]
 *   loss        L           sum over both directions of |p/|p| - t/|t||^2             a sum, not a mean: half of it needs twice the rate with SGD
 *   momentum    tau_base    tau = 1 - (1 - tau_base)(cos(pi k/K) + 1)/2   0.996       of 1000 epochs; 0.99 of 100 and 300
 *   hidden                  of projector and predictor                    4096
 *   dim         d                                                         256
 *   second      T'          blur and solarisation of the second view      0.1, 0.2    the first view's blur, 1 in the paper, is the recipe's
 *   predictor                                                             true        false: the ablation in which the embeddings collapse
 * </pre>
 */
public final class Byol implements Method {
  private final Options options;
  private final SingleNetwork online;
  private final SingleNetwork target;
  private final Head predictor;
  private final MovingAverage average;
  private final Views views;
  private final Encoder encoder;

  /** The options. */
  public record Options(
      @Option(
              value = "4096",
              range = "[1, inf)",
              help = "width of the hidden layer of projector and predictor")
          int hidden,
      @Option(value = "256", range = "[1, inf)", help = "width of the projection, d") int dim,
      @Option(
              value = "0.996",
              range = "[0, 1]",
              help = "momentum of the target network at first; it rises to 1 by a cosine")
          double momentum,
      SecondViewOptions second,
      @Option(
              value = "true",
              help = "whether there is a predictor; without one the embeddings collapse")
          boolean predictor) {
    /** 1000 epochs on ImageNet. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }
  }

  public Byol(Ingredients in, Options options) {
    this(
        in,
        OptionRecords.check(options),
        SingleNetworks.mlp(in, width -> layers(options)),
        SingleNetworks.mlp(in, width -> layers(options)),
        options.predictor()
            ? SingleNetworks.predictor(in, options.dim(), layers(options))
            : new IdentityHead(options.dim()));
  }

  Byol(
      Ingredients in, Options options, SingleNetwork online, SingleNetwork target, Head predictor) {
    this.options = options;
    this.online = online;
    this.target = target;
    this.predictor = predictor;
    this.average = new MovingAverage(target, online);
    this.views = Views.pair(in.view(), options.second().of(in.view()));
    this.encoder = new Encoder(online, in.preprocessing());
  }

  /** Of the projector and of the predictor: the last layer has neither norm nor bias. */
  private static List<MlpLayer> layers(Options options) {
    return List.of(
        new MlpLayer(options.hidden(), true, Norm.BATCH, Activation.RELU),
        new MlpLayer(options.dim(), false, Norm.NONE, Activation.NONE));
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    Tensor z1 = online.projection(batch.view(0)); // [B, d]
    Tensor z2 = online.projection(batch.view(1)); // [B, d]
    Tensor t1 = target(batch.view(0)); // [B, d]
    Tensor t2 = target(batch.view(1)); // [B, d]
    Tensor loss = distance(predictor.forward(z1), t2).add(distance(predictor.forward(z2), t1)); // L
    return Loss.of("regression", loss, Normalize.rows(z1.detach()));
  }

  private Tensor target(Tensor view) {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      return target.projection(view).detach();
    }
  }

  /** {@code |p/|p| - t/|t||^2}, a mean over the batch. */
  private static Tensor distance(Tensor p, Tensor t) {
    return NegativeCosine.of(p, t).add(new Scalar(1)).mul(new Scalar(2));
  }

  @Override
  public void afterStep(Step step) {
    average.update(Schedules.risingMomentum(options.momentum(), step.total()).at(step.index()));
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(online, target, predictor);
  }

  @Override
  public List<ParameterGroup> trainable() {
    return SingleNetworks.trainable(online, predictor);
  }

  @Override
  public State state() {
    return SingleNetworks.state(online)
        .module("predictor.", predictor)
        .add(SingleNetworks.state("target.", target));
  }

  @Override
  public List<String> advice(RunSize run) {
    return RunAdvice.momentum("momentum", options.momentum(), run.updates()).stream().toList();
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
