package org.likeness.methods;

import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.Collapse;
import org.likeness.loss.NtXent;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.Activation;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.NeuralNetwork;
import org.likeness.nn.Norm;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;

/**
 * SimCLR: a view of an image is told from all other views of the batch by the image's other view,
 * behind a head that is thrown away afterwards (Chen, Kornblith, Norouzi and Hinton, <i>A simple
 * framework for contrastive learning of visual representations</i>, ICML 2020, arXiv 2002.05709;
 * version 2: Chen, Kornblith, Swersky, Norouzi and Hinton, <i>Big self-supervised models are strong
 * semi-supervised learners</i>, NeurIPS 2020, arXiv 2006.10029).
 *
 * <pre>
 *   here     paper       formula                                     default   differences and reasons
 *   f, g     z_i, z_j    unit outputs of the head, both views
 *   loss     L           mean of NT-Xent over the 2B views                     the authors' code gives twice this value; without effect on LARS
 *   tau      tau                                                     0.1       0.5 on CIFAR-10
 *   layers               of the head, a norm behind each             2         3 in version 2; the code's default is 3 for both
 *   hidden               width of the layers before the last         0         0: as wide as the features
 *   dim      d                                                       128
 * </pre>
 *
 * <p>As in the authors' code a norm follows the head's last layer too, without offset and without
 * ReLU. All negatives come from the batch: accumulation is not equivalent to a larger batch.
 */
public final class SimClr implements Method {
  private final SingleNetwork network;
  private final Views views;
  private final Encoder encoder;
  private final NtXent contrast;

  /** The options. */
  public record Options(
      @Option(value = "0.1", range = "(0, inf)", help = "temperature") double tau,
      @Option(value = "128", range = "[1, inf)", help = "width of the head's output, d") int dim,
      @Option(
              value = "0",
              range = "[0, inf)",
              help = "width of the head's layers before the last; 0 for that of the features")
          int hidden,
      @Option(value = "2", range = "[1, 8]", help = "layers of the head") int layers) {
    /** Version 1 on ImageNet. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }

    /** Version 2 on ImageNet: one layer more. */
    public static Options paperV2() {
      return OptionRecords.with(paper(), "layers", 3);
    }
  }

  public SimClr(Ingredients in, Options options) {
    this(in, OptionRecords.check(options), SingleNetworks.mlp(in, width -> head(options, width)));
  }

  SimClr(Ingredients in, Options options, SingleNetwork network) {
    this.network = network;
    this.views = Views.pair(in.view(), in.view());
    this.encoder = new Encoder(network, in.preprocessing());
    this.contrast = new NtXent(options.tau());
  }

  private static List<MlpLayer> head(Options options, int width) {
    int hidden = options.hidden() == 0 ? width : options.hidden();
    return SingleNetworks.layers(
        options.layers(),
        new MlpLayer(hidden, false, Norm.BATCH, Activation.RELU),
        new MlpLayer(options.dim(), false, Norm.BATCH_SCALE, Activation.NONE));
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    int b = batch.size();
    Tensor x = torch.cat(new TensorVector(batch.view(0), batch.view(1)), 0); // norms see both views
    Tensor z = network.embedding(x); // [2B, d]
    Tensor f = z.narrow(0, 0, b); // [B, d]
    Tensor g = z.narrow(0, b, b); // [B, d]
    return Loss.of("nt-xent", contrast.loss(f, g), f); // L
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
    return OptionalDouble.of(Collapse.ntXent(batch));
  }

  @Override
  public boolean negativesFromBatch() {
    return true;
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
