package org.likeness.methods;

import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.RandomView;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.HalvesNetwork;
import org.likeness.loss.Collapse;
import org.likeness.memory.MemoryBank;
import org.likeness.memory.PendingRows;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.NeuralNetwork;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

/**
 * CMC: the lightness of an image and its colours are two views of it, and each finds the other
 * among those of all images (Tian, Krishnan and Isola, <i>Contrastive multiview coding</i>, ECCV
 * 2020, arXiv 1906.05849).
 *
 * <pre>
 *   here          paper        formula                      default  differences and reasons
 *   l, ab         z_1, z_2     unit embeddings of L, ab              one encoder each, of 1 and 2 channels
 *   loss          L(V1, V2)    l against the bank of ab,    nce      softmax is exact over all n; sampled is over the image and m others
 *                              plus ab against that of l             (the released code's --softmax)
 *   dim           d                                         128      of each half
 *   tau           tau                                       0.07     0.1 on STL-10
 *   m             m                                         16384    the same draws for both directions, as in the released code
 *   z             Z                                         frozen   one for each direction; see InstDisc
 *   eps                                                     1e-7     in the denominators, in the released code only
 *   bankMomentum                                            0.5      of both banks
 * </pre>
 *
 * <p>The recipe's view is shown in Lab, scaled to [-1, 1] as in the released code, and without
 * jitter and greyscale, whatever the recipe says of them: colours are what the halves have in
 * common. Banks are written after the optimizer's step.
 */
public final class Cmc implements Method {
  private final Options options;
  private final HalvesNetwork network;
  private final MemoryBank bankL; // [n, d]
  private final MemoryBank bankAb; // [n, d]
  private final CrossTerm ofL;
  private final CrossTerm ofAb;
  private final Negatives negatives;
  private final Views views;
  private final Encoder encoder;
  private final PendingRows seenL = new PendingRows();
  private final PendingRows seenAb = new PendingRows();

  /** The options. */
  public record Options(
      @Option(
              value = "nce",
              help =
                  "the exact softmax over all images, that over the image and m others (sampled), or noise-contrastive estimation")
          CrossLoss loss,
      @Option(value = "128", range = "[1, inf)", help = "width of the embedding of each half, d")
          int dim,
      @Option(value = "0.07", range = "(0, inf)", help = "temperature") double tau,
      @Option(
              value = "16384",
              range = "[1, inf)",
              help = "negatives per image (sampled and nce), the same for both halves")
          int m,
      @Option(
              value = "frozen",
              help =
                  "constants of the denominators (nce), from the first batch or averaged over all")
          ZPolicy z,
      @Option(
              value = "0.99",
              range = "[0, 1)",
              help = "weight of the previous value in the average of z (nce with z ema)")
          double zDecay,
      @Option(value = "1e-7", range = "[0, 1)", help = "added to the denominators (nce)")
          double eps,
      @Option(
              value = "0.5",
              range = "[0, 1)",
              help = "weight of the old row when a row of a bank is updated")
          double bankMomentum) {

    /** The setting of the released code on ImageNet. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }
  }

  public Cmc(Ingredients in, Options options) {
    this(
        in,
        OptionRecords.check(options),
        LabHalves.network(in, options.dim()),
        MemoryBank.unit(in.images(), options.dim(), in.random()),
        MemoryBank.unit(in.images(), options.dim(), other(in.random())),
        Negatives.uniform(in.random(), in.images(), options.m()));
  }

  Cmc(
      Ingredients in,
      Options options,
      HalvesNetwork network,
      MemoryBank bankL,
      MemoryBank bankAb,
      Negatives negatives) {
    this.options = options;
    this.network = network;
    this.bankL = bankL;
    this.bankAb = bankAb;
    this.ofL = new CrossTerm(options, bankAb);
    this.ofAb = new CrossTerm(options, bankL);
    this.negatives = negatives;
    this.views = Views.of(new RandomView(LabHalves.of(in.view())));
    this.encoder = new Encoder(network, LabHalves.of(in.preprocessing()));
  }

  /** So that the second bank does not begin as a copy of the first. */
  private static RandomSource other(RandomSource random) {
    return new RandomSource(random.stream(Purpose.MEMORY, 1, 0).nextLong());
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    Tensor x = batch.view(0); // [B, 3, H, W]
    Tensor l = network.embeddingOfL(x); // [B, d]
    Tensor ab = network.embeddingOfAb(x); // [B, d]
    Tensor i = batch.indices(); // [B]
    Tensor candidates = // [B, 1 + m]
        options.loss() == CrossLoss.SOFTMAX
            ? i.unsqueeze(1) // all are
            : BankNce.candidates(i, negatives.draw(batch.size(), step));
    Loss loss =
        Loss.of("l", ofL.loss(l, i, candidates), HalvesNetwork.joined(l, ab))
            .plus("ab", ofAb.loss(ab, i, candidates), 1);
    seenL.add(step.index(), i, l);
    seenAb.add(step.index(), i, ab);
    return loss;
  }

  @Override
  public void afterStep(Step step) {
    seenL.updateInto(bankL, options.bankMomentum());
    seenAb.updateInto(bankAb, options.bankMomentum());
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network);
  }

  @Override
  public List<ParameterGroup> trainable() {
    return SingleNetworks.trainable(List.of(network.l(), network.ab()));
  }

  @Override
  public State state() {
    return SingleNetworks.state("l.", network.l())
        .add(SingleNetworks.state("ab.", network.ab()))
        .tensor("bank-l", bankL.tensor())
        .tensor("bank-ab", bankAb.tensor())
        .scalar("z-l", ofL.nce()::z, ofL.nce()::z)
        .scalar("z-ab", ofAb.nce()::z, ofAb.nce()::z);
  }

  @Override
  public OptionalDouble collapsedLoss(int batch) {
    return switch (options.loss()) {
      case SOFTMAX -> OptionalDouble.of(2 * Collapse.softmax(bankL.size()));
      case SAMPLED -> OptionalDouble.of(2 * Collapse.oneAmong(options.m()));
      case NCE -> // a frozen Z is the initial one, not the one for equal embeddings
          options.z() == ZPolicy.EMA
              ? OptionalDouble.of(2 * Collapse.noiseContrastive(options.m()))
              : OptionalDouble.empty();
    };
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
