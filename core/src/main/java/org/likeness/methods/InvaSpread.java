package org.likeness.methods;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.PartnerView;
import org.likeness.augment.RandomView;
import org.likeness.augment.View;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.data.Plan;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.Collapse;
import org.likeness.loss.Hardness;
import org.likeness.loss.InstanceSpreading;
import org.likeness.loss.Spreading;
import org.likeness.method.Epoch;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.NeuralNetwork;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;

/**
 * InvaSpread: two views of an image get similar embeddings (invariance) and different images
 * dissimilar ones (spreading), within the batch, without a memory bank (Ye, Zhang, Yuen and Chang,
 * <i>Unsupervised embedding learning via invariant and spreading instance feature</i>, CVPR 2019,
 * arXiv 1904.03436).
 *
 * <pre>
 *   here     paper              formula                           default   differences and reasons
 *   f, g     f_i, f_i of x^_i   unit embeddings of both views               both are augmented, as in the released code; in the paper f is
 *                                                                           of the original image
 *   mode     J                  -sum_i log P(i|x^_i)              released  the authors' code: 2B anchors, no self term, keys without
 *                               - sum_i sum_j log(1 - P(i|x_j))             gradient, mean over 2B; full is its value with the whole
 *                                                                           gradient; paper is the printed formula, a sum over B
 *   tau      tau                P(i|.) = exp(f_i . / tau) / sum   0.1
 *   dim      d                                                    128
 *   negM                                                          1         batch-m of the released code: weight of the negatives, at
 *                                                                           least 1; below 1 it gives NaN
 *   negatives                   sums over j                       all       hardest and easiest half: the paper's ablation (table 5)
 *   neighbour                                                     0         released code for CUB200 only: probability that the second
 *                                                                           view shows the image's nearest neighbour, by backbone
 *                                                                           features before each epoch; 0.5 there
 * </pre>
 *
 * <p>All negatives come from the batch: accumulation is not equivalent to a larger batch. With
 * {@code paper} the loss, and with it the gradient, grows with the batch; a learning rate for
 * {@code released} is too large for it by a factor of about B.
 */
public final class InvaSpread implements Method {
  private final Options options;
  private final SingleNetwork network;
  private final Views views;
  private final Encoder encoder;
  private final InstanceSpreading spreading;
  private final Optional<NeighbourPartners> neighbours;

  /** The options. */
  public record Options(
      @Option(
              value = "released",
              help =
                  "the loss of the released code, its full gradient, or the formula of the paper")
          Spreading mode,
      @Option(value = "0.1", range = "(0, inf)", help = "temperature") double tau,
      @Option(value = "128", range = "[1, inf)", help = "width of the embedding, d") int dim,
      @Option(
              value = "1",
              range = "[1, inf)",
              help = "weight of the negatives; must be 1 with mode paper")
          double negM,
      @Option(
              value = "all",
              help = "all negatives of an image, or half of them; must be all with mode paper")
          Hardness negatives,
      @Option(
              value = "0",
              range = "[0, 1]",
              help = "probability that the second view shows the image's nearest neighbour")
          double neighbour) {
    public Options {
      if (mode == Spreading.PAPER && negM != 1) {
        throw new IllegalArgumentException(
            "neg-m must be 1 with mode paper but is " + OptionValues.number(negM));
      }
      if (mode == Spreading.PAPER && negatives != Hardness.ALL) {
        throw new IllegalArgumentException(
            "negatives must be all with mode paper but is " + OptionValues.name(negatives));
      }
    }

    /** The setting of the paper's CIFAR-10 and STL-10 tables, as in the released code. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }
  }

  public InvaSpread(Ingredients in, Options options) {
    this(in, OptionRecords.check(options), SingleNetworks.linear(in, options.dim()));
  }

  InvaSpread(Ingredients in, Options options, SingleNetwork network) {
    this.options = options;
    this.network = network;
    View second = new RandomView(in.view());
    this.views =
        Views.of(
            new RandomView(in.view()), options.neighbour() > 0 ? new PartnerView(second) : second);
    this.encoder = new Encoder(network, in.preprocessing());
    this.spreading =
        new InstanceSpreading(options.mode(), options.tau(), options.negM(), options.negatives());
    this.neighbours =
        options.neighbour() > 0
            ? Optional.of(new NeighbourPartners(in.images(), options.neighbour(), in.random()))
            : Optional.empty();
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public void beforeEpoch(Epoch epoch) {
    neighbours.ifPresent(partners -> partners.find(epoch.features().get()));
  }

  @Override
  public Plan plan(Epoch epoch, Plan proposed) {
    return neighbours.map(partners -> partners.plan(epoch, proposed)).orElse(proposed);
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    int b = batch.size();
    Tensor x =
        torch.cat(
            new TensorVector(batch.view(0), batch.view(1)),
            0); // one pass: batch norm sees both views
    Tensor embeddings = network.embedding(x); // [2B, d]
    Tensor f = embeddings.narrow(0, 0, b); // [B, d]
    Tensor g = embeddings.narrow(0, b, b); // [B, d]
    return Loss.of("spreading", spreading.loss(f, g), f); // J
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
    State state = SingleNetworks.state(network);
    neighbours.ifPresent(partners -> state.tensor("neighbours", partners.tensor()));
    return state;
  }

  @Override
  public OptionalDouble collapsedLoss(int batch) {
    return OptionalDouble.of(
        options.mode() == Spreading.PAPER
            ? Collapse.instanceSpreadingPaper(batch)
            : Collapse.instanceSpreading(batch, options.negM(), options.negatives()));
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
