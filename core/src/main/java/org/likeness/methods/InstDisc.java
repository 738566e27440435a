package org.likeness.methods;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.RandomView;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.Collapse;
import org.likeness.loss.NoiseContrastive;
import org.likeness.loss.NonParametricSoftmax;
import org.likeness.loss.Proximal;
import org.likeness.memory.BankInit;
import org.likeness.memory.BankPrecision;
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

/**
 * InstDisc: every image is its own class, and a memory bank of past embeddings contains the
 * classes' weights (Wu, Xiong, Yu and Lin, <i>Unsupervised feature learning via non-parametric
 * instance discrimination</i>, CVPR 2018, arXiv 1805.01978).
 *
 * <pre>
 *   here          paper    equation  default  differences and reasons
 *   softmax       P(i|v)   2         yes      exact over all n; the paper uses it on CIFAR-10 and estimates it by NCE on ImageNet
 *   nce           J_NCE    4 to 8             tau 0.07 and m 4096 on ImageNet
 *   dim           d                  128
 *   tau           tau      2         0.1      the released code's value on CIFAR-10; 0.07 on ImageNet
 *   m             m        6         4096     draws may repeat or be the image itself, as in the released code
 *   z             Z        8         frozen   n times the mean over the first batch, its positives included, as in the released code;
 *                                             ema averages over all batches, which depends less on the first batch of an untrained network
 *   eps                              1e-7     in the denominators, in the released code only
 *   lambda        lambda   10        0        the released code has no proximal term: the bank's momentum replaces it
 *   bankMomentum                     0.5      the paper stores v as it is (0); 0.5 is the released code's
 *   bankPrecision                    float32  bfloat16 halves the bank's memory; see BankPrecision for the loss of precision
 *   bankInit                         unit     the released code draws entries uniformly, so that rows have unit length only on average
 * </pre>
 *
 * <p>The bank is written after the optimizer's step, with the features that the loss saw; the
 * released code writes the same values earlier, during backward.
 */
public final class InstDisc implements Method {
  private final Options options;
  private final SingleNetwork network;
  private final MemoryBank bank; // [n, d]
  private final Negatives negatives;
  private final Views views;
  private final Encoder encoder;
  private final NonParametricSoftmax softmax;
  private final BankNce nce;
  private final PendingRows seen = new PendingRows();

  /** The options. */
  public record Options(
      @Option(value = "softmax", help = "the exact softmax, or its estimate from m negatives")
          InstanceLoss loss,
      @Option(value = "128", range = "[1, inf)", help = "width of the embedding, d") int dim,
      @Option(value = "0.1", range = "(0, inf)", help = "temperature") double tau,
      @Option(value = "4096", range = "[1, inf)", help = "negatives per image (nce)") int m,
      @Option(
              value = "frozen",
              help = "constant of the denominator (nce), from the first batch or averaged over all")
          ZPolicy z,
      @Option(
              value = "0.99",
              range = "[0, 1)",
              help = "weight of the previous value in the average of z (nce with z ema)")
          double zDecay,
      @Option(value = "1e-7", range = "[0, 1)", help = "added to the denominators (nce)")
          double eps,
      @Option(value = "0", range = "[0, inf)", help = "weight of the proximal term; 0 for none")
          double lambda,
      @Option(
              value = "0.5",
              range = "[0, 1)",
              help = "weight of the old row when a row of the bank is updated")
          double bankMomentum,
      @Option(value = "unit", help = "initial rows of the bank") BankInit bankInit,
      @Option(value = "float32", help = "bfloat16 halves the memory of the bank")
          BankPrecision bankPrecision,
      @Option(
              value = "" + NonParametricSoftmax.CHUNK,
              range = "[1, inf)",
              help = "rows of the bank per block of the exact softmax; affects only the speed")
          int chunk) {

    /** The setting of the paper's CIFAR-10 table, as in its released code. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }
  }

  public InstDisc(Ingredients in, Options options) {
    this(
        in,
        OptionRecords.check(options),
        SingleNetworks.linear(in, options.dim()),
        options
            .bankInit()
            .create(in.images(), options.dim(), in.random())
            .in(options.bankPrecision()),
        Negatives.uniform(in.random(), in.images(), options.m()));
  }

  InstDisc(
      Ingredients in,
      Options options,
      SingleNetwork network,
      MemoryBank bank,
      Negatives negatives) {
    this.options = options;
    this.network = network;
    this.bank = bank;
    this.negatives = negatives;
    this.views = Views.of(new RandomView(in.view()));
    this.encoder = new Encoder(network, in.preprocessing());
    this.softmax = new NonParametricSoftmax(options.tau(), options.chunk());
    NoiseContrastive estimate = new NoiseContrastive(options.tau(), options.eps());
    this.nce = new BankNce(estimate, bank, options.z(), options.zDecay());
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    Tensor v = network.embedding(batch.view(0)); // [B, d]
    Tensor i = batch.indices(); // [B]
    Loss loss =
        switch (options.loss()) {
          case SOFTMAX -> Loss.of("softmax", softmax.loss(v, i, bank.tensor()), v); // Eq. 2
          case NCE -> Loss.of("nce", nce.loss(v, candidates(i, step)), v); // Eq. 7
        };
    if (options.lambda() > 0) {
      loss = loss.plus("proximal", Proximal.loss(v, bank.rows(i)), options.lambda()); // Eq. 10
    }
    seen.add(step.index(), i, v);
    return loss;
  }

  private Tensor candidates(Tensor i, Step step) {
    return BankNce.candidates(i, negatives.draw((int) i.size(0), step)); // [B, 1 + m]
  }

  @Override
  public void afterStep(Step step) {
    seen.updateInto(bank, options.bankMomentum()); // v_i <- f_i, smoothed
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
    return SingleNetworks.state(network).tensor("bank", bank.tensor()).scalar("z", nce::z, nce::z);
  }

  @Override
  public OptionalDouble collapsedLoss(int batch) {
    if (options.loss() == InstanceLoss.SOFTMAX) {
      return OptionalDouble.of(Collapse.softmax(bank.size()));
    }
    // A frozen Z is the initial one, not the one for equal embeddings.
    return options.z() == ZPolicy.EMA
        ? OptionalDouble.of(Collapse.noiseContrastive(options.m()))
        : OptionalDouble.empty();
  }

  @Override
  public Optional<MemoryBank> memory() {
    return Optional.of(bank);
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
