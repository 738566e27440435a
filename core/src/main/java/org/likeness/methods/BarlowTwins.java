package org.likeness.methods;

import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.SecondViewOptions;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.CrossCorrelation;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.Activation;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.NeuralNetwork;
import org.likeness.nn.Norm;
import org.likeness.nn.Normalize;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * Barlow Twins: each number of an embedding agrees between the two views of an image and is
 * uncorrelated with the other numbers; no negatives, no second network (Zbontar, Jing, Misra, LeCun
 * and Deny, <i>Barlow Twins: self-supervised learning via redundancy reduction</i>, ICML 2021,
 * arXiv 2103.03230).
 *
 * <pre>
 *   here     paper    formula                                              default     differences and reasons
 *   z1, z2   Z^A,Z^B  projections, standardised over the batch by the loss             eps 1e-5 in the variance, as the released batch norm
 *   loss     L_BT     sum_i (1 - C_ii)^2 + lambda sum_{i != j} C_ij^2                  biases and norms, which LARS does not adapt, have a rate of
 *                                                                                      their own: 0.0048 of 0.2 in the released code
 *   lambda   lambda                                                        0.0051
 *   hidden            of the projector                                     8192
 *   dim      d                                                             8192
 *   layers            of the projector                                     3
 *   biasRate          factor of the rate of biases and norms               0.024       0.0048 for 0.2
 *   second            blur and solarisation of the second view             0.1, 0.2    as BYOL
 * </pre>
 */
public final class BarlowTwins implements Method {
  private static final double EPS = 1e-5;

  private final Options options;
  private final SingleNetwork network;
  private final Views views;
  private final Encoder encoder;
  private final CrossCorrelation correlation;

  /** The options. */
  public record Options(
      @Option(
              value = "0.0051",
              range = "[0, inf)",
              help = "weight of the correlations between different numbers")
          double lambda,
      @Option(
              value = "8192",
              range = "[1, inf)",
              help = "width of the projector's layers before the last")
          int hidden,
      @Option(value = "8192", range = "[1, inf)", help = "width of the projection, d") int dim,
      @Option(value = "3", range = "[1, 8]", help = "layers of the projector") int layers,
      @Option(
              value = "0.024",
              range = "(0, inf)",
              help = "factor of the learning rate of biases and norms")
          double biasRate,
      SecondViewOptions second) {
    /** ImageNet. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }
  }

  public BarlowTwins(Ingredients in, Options options) {
    this(in, OptionRecords.check(options), SingleNetworks.mlp(in, width -> projector(options)));
  }

  BarlowTwins(Ingredients in, Options options, SingleNetwork network) {
    this.options = options;
    this.network = network;
    this.views = Views.pair(in.view(), options.second().of(in.view()));
    this.encoder = new Encoder(network, in.preprocessing());
    this.correlation = new CrossCorrelation(options.lambda(), EPS);
  }

  private static List<MlpLayer> projector(Options options) {
    return SingleNetworks.layers(
        options.layers(),
        new MlpLayer(options.hidden(), false, Norm.BATCH, Activation.RELU),
        new MlpLayer(options.dim(), false, Norm.NONE, Activation.NONE));
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    Tensor z1 = network.projection(batch.view(0)); // [B, d]
    Tensor z2 = network.projection(batch.view(1)); // [B, d]
    Tensor loss = correlation.loss(z1, z2); // L_BT
    return Loss.of("correlation", loss, Normalize.rows(z1.detach()));
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network);
  }

  @Override
  public List<ParameterGroup> trainable() {
    List<Tensor> all = SingleNetworks.trainable(network).get(0).parameters();
    List<Tensor> weights = all.stream().filter(weight -> weight.dim() > 1).toList();
    List<Tensor> biases = all.stream().filter(weight -> weight.dim() == 1).toList();
    return List.of(
        ParameterGroup.of("network", weights),
        new ParameterGroup("biases", biases, true, options.biasRate(), true, true));
  }

  @Override
  public State state() {
    return SingleNetworks.state(network);
  }

  @Override
  public OptionalDouble collapsedLoss(int batch) {
    return OptionalDouble.of(options.dim()); // every C is 0
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
