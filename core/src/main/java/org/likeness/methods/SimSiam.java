package org.likeness.methods;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.NegativeCosine;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.Activation;
import org.likeness.nn.Head;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.NeuralNetwork;
import org.likeness.nn.Norm;
import org.likeness.nn.Normalize;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.torch.Tensors;

/**
 * SimSiam: the network predicts its own view of the image's other view; the other side has no
 * gradient, and nothing else keeps it from collapsing: no negatives, no second network (Chen and
 * He, <i>Exploring simple Siamese representation learning</i>, CVPR 2021, arXiv 2011.10566).
 *
 * <pre>
 *   here           paper   formula                                       default   differences and reasons
 *   z1, z2         z1, z2  projections, behind the projector's last norm           not normalised before the predictor
 *   p1, p2         p1, p2  h(z1), h(z2), [B, d]
 *   loss           L       D(p1, z2)/2 + D(p2, z1)/2, z without gradient           algorithm 1
 *   layers                 of the projector, a norm behind each          3         2 on CIFAR-10
 *   hidden                 of the projector                              2048      the width of ResNet-50's features
 *   dim            d                                                     2048
 *   bottleneck             of the predictor                              512
 *   stopGradient                                                         true      false: the ablation in which the embeddings collapse
 * </pre>
 *
 * <p>The projector's last norm has no parameters, and its last linear map no bias (the released
 * code keeps one at its random value, which that norm takes away). The predictor's rate stays at
 * its base value. The released code begins each residual block's last norm at 0; here all begin at
 * 1.
 */
public final class SimSiam implements Method {
  private final SingleNetwork network;
  private final Head predictor;
  private final boolean stopGradient;
  private final Views views;
  private final Encoder encoder;

  /** The options. */
  public record Options(
      @Option(value = "3", range = "[1, 8]", help = "layers of the projector") int layers,
      @Option(
              value = "2048",
              range = "[1, inf)",
              help = "width of the projector's layers before the last")
          int hidden,
      @Option(value = "2048", range = "[1, inf)", help = "width of the projection, d") int dim,
      @Option(
              value = "512",
              range = "[1, inf)",
              help = "width of the predictor's hidden layer, a bottleneck")
          int bottleneck,
      @Option(
              value = "true",
              help = "whether the predicted side has no gradient; with one the embeddings collapse")
          boolean stopGradient) {
    /** ImageNet. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }
  }

  public SimSiam(Ingredients in, Options options) {
    this(
        in,
        OptionRecords.check(options),
        SingleNetworks.mlp(in, width -> projector(options)),
        SingleNetworks.predictor(in, options.dim(), predictor(options)));
  }

  SimSiam(Ingredients in, Options options, SingleNetwork network, Head predictor) {
    this.network = network;
    this.predictor = predictor;
    this.stopGradient = options.stopGradient();
    this.views = Views.pair(in.view(), in.view());
    this.encoder = new Encoder(network, in.preprocessing());
  }

  private static List<MlpLayer> projector(Options options) {
    return SingleNetworks.layers(
        options.layers(),
        new MlpLayer(options.hidden(), false, Norm.BATCH, Activation.RELU),
        new MlpLayer(options.dim(), false, Norm.BATCH_PLAIN, Activation.NONE));
  }

  private static List<MlpLayer> predictor(Options options) {
    return List.of(
        new MlpLayer(options.bottleneck(), false, Norm.BATCH, Activation.RELU),
        new MlpLayer(options.dim(), true, Norm.NONE, Activation.NONE));
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    Tensor z1 = network.projection(batch.view(0)); // [B, d]
    Tensor z2 = network.projection(batch.view(1)); // [B, d]
    Tensor p1 = predictor.forward(z1); // [B, d]
    Tensor p2 = predictor.forward(z2); // [B, d]
    Tensor d1 = NegativeCosine.of(p1, side(z2)); // D(p1, z2)
    Tensor d2 = NegativeCosine.of(p2, side(z1)); // D(p2, z1)
    return Loss.of("cosine", d1.add(d2).div(new Scalar(2)), Normalize.rows(z1)) // L
        .watching(Normalize.rows(p1));
  }

  /** What is predicted. */
  private Tensor side(Tensor z) {
    return stopGradient ? z.detach() : z;
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network, predictor);
  }

  @Override
  public List<ParameterGroup> trainable() {
    ParameterGroup constant =
        new ParameterGroup("predictor", Tensors.parameters(predictor), true, 1, false, true);
    return List.of(SingleNetworks.trainable(network).get(0), constant);
  }

  @Override
  public State state() {
    return SingleNetworks.state(network).module("predictor.", predictor);
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
