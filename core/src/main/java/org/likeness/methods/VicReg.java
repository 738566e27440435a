package org.likeness.methods;

import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.SecondViewOptions;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.VarianceCovariance;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.method.Term;
import org.likeness.nn.Activation;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.NeuralNetwork;
import org.likeness.nn.Norm;
import org.likeness.nn.Normalize;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * VICReg: the views of an image agree, while each number of an embedding keeps its variance over
 * the batch and stays uncorrelated with the others (Bardes, Ponce and LeCun, <i>VICReg:
 * variance-invariance-covariance regularization for self-supervised learning</i>, ICLR 2022, arXiv
 * 2105.04906).
 *
 * <pre>
 *   here         paper    formula                                                   default     differences and reasons
 *   z1, z2       Z, Z'    outputs of the expander, [B, d], of any length
 *   loss         l        invariance s(Z, Z') + variance v + covariance c                       the mean and not the sum over the numbers in s, and half of
 *                                                                                               v, in the released code: see form
 *   form                                                                            released
 *   invariance   lambda                                                             25
 *   variance     mu                                                                 25
 *   covariance   nu                                                                 1
 *   hidden, dim           of the expander, three layers in the paper                8192
 *   second                blur and solarisation of the second view                  0.1, 0.2    as BYOL
 * </pre>
 */
public final class VicReg implements Method {
  private final SingleNetwork network;
  private final Views views;
  private final Encoder encoder;
  private final VarianceCovariance regularised;

  /** The options. */
  public record Options(
      @Option(
              value = "released",
              help = "the loss of the released code, or the formula of the paper")
          VarianceCovariance.Form form,
      @Option(value = "25", range = "[0, inf)", help = "weight of the distance between the views")
          double invariance,
      @Option(
              value = "25",
              range = "[0, inf)",
              help = "weight of what lacks to a deviation of 1; with 0 the embeddings collapse")
          double variance,
      @Option(
              value = "1",
              range = "[0, inf)",
              help = "weight of the covariances between different numbers")
          double covariance,
      @Option(
              value = "8192",
              range = "[1, inf)",
              help = "width of the expander's layers before the last")
          int hidden,
      @Option(value = "8192", range = "[1, inf)", help = "width of the expander's output, d")
          int dim,
      @Option(value = "3", range = "[1, 8]", help = "layers of the expander") int layers,
      SecondViewOptions second) {
    /** ImageNet, as in the released code. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }
  }

  public VicReg(Ingredients in, Options options) {
    this(in, OptionRecords.check(options), SingleNetworks.mlp(in, width -> expander(options)));
  }

  VicReg(Ingredients in, Options options, SingleNetwork network) {
    this.network = network;
    this.views = Views.pair(in.view(), options.second().of(in.view()));
    this.encoder = new Encoder(network, in.preprocessing());
    this.regularised =
        new VarianceCovariance(
            options.form(), options.invariance(), options.variance(), options.covariance());
  }

  private static List<MlpLayer> expander(Options options) {
    return SingleNetworks.layers(
        options.layers(),
        new MlpLayer(options.hidden(), true, Norm.BATCH, Activation.RELU),
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
    VarianceCovariance.Parts parts = regularised.loss(z1, z2); // l
    List<Term> terms =
        List.of(
            new Term("invariance", parts.invariance().detach()),
            new Term("variance", parts.variance().detach()),
            new Term("covariance", parts.covariance().detach()));
    return new Loss(parts.loss(), terms, Normalize.rows(z1.detach()));
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network);
  }

  @Override
  public List<ParameterGroup> trainable() {
    return SingleNetworks.trainable(network);
  }

  @Override
  public State state() {
    return SingleNetworks.state(network);
  }

  @Override
  public OptionalDouble collapsedLoss(int batch) {
    return OptionalDouble.of(regularised.collapsed());
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
