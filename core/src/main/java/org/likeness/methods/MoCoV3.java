package org.likeness.methods;

import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.SecondViewOptions;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.BatchContrast;
import org.likeness.loss.Collapse;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.RunSize;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.Head;
import org.likeness.nn.NeuralNetwork;
import org.likeness.nn.Normalize;
import org.likeness.optim.MovingAverage;
import org.likeness.optim.ParameterGroup;
import org.likeness.optim.Schedules;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * MoCo v3: each view predicts the key of its image's other view among the keys of the batch, which
 * a following network made (Chen, Xie and He, <i>An empirical study of training self-supervised
 * vision transformers</i>, ICCV 2021, arXiv 2104.02057).
 *
 * <pre>
 *   here       paper     formula                                        default   differences and reasons
 *   q          q         unit predictor(projector(f(x))), [B, d]
 *   k          k         unit projector(f(x)) of the following network            without a gradient
 *   loss       L         ctr(q1, k2) + ctr(q2, k1),                               no queue: the other images of the batch are the negatives
 *                        ctr = 2 tau CE(q k^T / tau, own)
 *   tau        tau                                                      1         the released code's for ResNets; 0.2 for ViTs
 *   momentum   m         m = 1 - (1 - m0)(1 + cos(pi t/T)) / 2          0.99      parameters only, before the key pass; 0.996 of 1000 epochs
 *   hidden                                                              4096
 *   dim                                                                 256
 *   heads                projector and predictor, linear maps           auto      resnet: 2 layers and 2, no norm behind the predictor
 *                        without bias, norms between                              vit: 3 layers and 2, a norm behind both
 *   freezePatches        stop-gradient behind the patch projection      true      ViTs: the projection stays random, which is more stable
 *   second               blur and solarisation of the second view       0.1, 0.2  the first view's blur, 1 in the paper, is the recipe's
 * </pre>
 *
 * <p>The last norm of a head has neither weight nor bias. All negatives come from the batch:
 * accumulation is not equivalent to a larger batch.
 */
public final class MoCoV3 implements Method {
  private final Options options;
  private final SingleNetwork network; // f and projector
  private final SingleNetwork keys; // follows both
  private final Head predictor;
  private final MovingAverage average;
  private final BatchContrast ctr;
  private final Views views;
  private final Encoder encoder;

  /** The options. */
  public record Options(
      @Option(value = "1", range = "(0, inf)", help = "temperature; 0.2 for ViTs in the paper")
          double tau,
      @Option(
              value = "0.99",
              range = "[0, 1]",
              help = "momentum of the key network at first; it rises to 1 by a cosine")
          double momentum,
      @Option(
              value = "4096",
              range = "[1, inf)",
              help = "width of the hidden layers of projector and predictor")
          int hidden,
      @Option(value = "256", range = "[1, inf)", help = "width of the embedding, d") int dim,
      @Option(
              value = "auto",
              help = "projector and predictor as for ResNets or for ViTs; auto by the backbone")
          MoCoV3Heads heads,
      @Option(value = "true", help = "leave the patch projection of a ViT at its initial values")
          boolean freezePatches,
      SecondViewOptions second) {

    /** The setting of ResNet-50 for 100 and 300 epochs of ImageNet. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }

    private MoCoV3Heads kind(Ingredients in) {
      return heads.of(in.backbone());
    }
  }

  public MoCoV3(Ingredients in, Options options) {
    this(
        in,
        OptionRecords.check(options),
        SingleNetworks.mlp(in, features -> options.kind(in).projector(options)),
        SingleNetworks.mlp(in, features -> options.kind(in).projector(options)),
        SingleNetworks.predictor(in, options.dim(), options.kind(in).predictor(options)));
  }

  MoCoV3(
      Ingredients in, Options options, SingleNetwork network, SingleNetwork keys, Head predictor) {
    this.options = options;
    this.network = network;
    this.keys = keys;
    this.predictor = predictor;
    if (options.freezePatches()) {
      network.backbone().freezePatches();
      keys.backbone().freezePatches();
    }
    this.average = new MovingAverage(keys, network);
    this.ctr = new BatchContrast(options.tau());
    this.views = Views.pair(in.view(), options.second().of(in.view()));
    this.encoder = new Encoder(network, in.preprocessing());
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public void beforeStep(Step step) {
    average.update(Schedules.risingMomentum(options.momentum(), step.total()).at(step.index()));
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    Tensor z1 = network.projection(batch.view(0)); // [B, d]
    Tensor z2 = network.projection(batch.view(1)); // [B, d]
    Tensor q1 = Normalize.rows(predictor.forward(z1)); // [B, d]
    Tensor q2 = Normalize.rows(predictor.forward(z2)); // [B, d]
    Tensor k1;
    Tensor k2;
    try (NoGradGuard noGrad = new NoGradGuard()) {
      k1 = keys.embedding(batch.view(0)); // [B, d]
      k2 = keys.embedding(batch.view(1)); // [B, d]
    }
    Tensor value = ctr.loss(q1, k2).add(ctr.loss(q2, k1)); // logits [B, B] each
    return Loss.of("contrast", value, Normalize.rows(z1.detach()));
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network, keys, predictor);
  }

  @Override
  public List<ParameterGroup> trainable() {
    return SingleNetworks.trainable(network, predictor);
  }

  @Override
  public State state() {
    return SingleNetworks.state(network)
        .module("predictor.", predictor)
        .add(SingleNetworks.state("key.", keys));
  }

  @Override
  public OptionalDouble collapsedLoss(int batch) {
    return OptionalDouble.of(Collapse.mocoV3(batch, options.tau()));
  }

  @Override
  public boolean negativesFromBatch() {
    return true;
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
