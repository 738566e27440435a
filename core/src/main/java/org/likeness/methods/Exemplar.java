package org.likeness.methods;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.RandomView;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.encoder.Encoder;
import org.likeness.encoder.SingleNetwork;
import org.likeness.loss.Collapse;
import org.likeness.method.Ingredients;
import org.likeness.method.Loss;
import org.likeness.method.Method;
import org.likeness.method.State;
import org.likeness.method.Step;
import org.likeness.nn.InitialValues;
import org.likeness.nn.NeuralNetwork;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.Option;
import org.likeness.option.OptionRecords;
import org.likeness.random.Purpose;

/**
 * Exemplar: every image is its own class of a classifier with one trained weight vector per image
 * (Dosovitskiy, Springenberg, Riedmiller and Brox, <i>Discriminative unsupervised feature learning
 * with convolutional neural networks</i>, NeurIPS 2014, arXiv 1406.6909). The parametric softmax
 * that InstDisc replaces by a memory bank (its eq. 1), and a baseline of InvaSpread.
 *
 * <pre>
 *   here    paper (InstDisc, InvaSpread)   formula                                    default   differences and reasons
 *   v       v, f                           unit embedding of a random view, [B, d]              the first paper classifies features of any length
 *   W       w_j                            trained weights, [n, d]                              without bias, as both papers write it
 *   P       P(i|v)                         exp(w_i . v / tau) / sum_j exp(w_j . v / tau)
 *   loss                                   -mean_b log P(i_b | v_b)
 *   tau                                                                               0.05      the papers print none (1): the logits of a unit v then lie within |w|, and the loss stays near log(n) for many epochs
 *   dim     d                                                                         128
 * </pre>
 *
 * <p>W has a row for each training image and grows with their number: memory and time of a step as
 * for the exact softmax of InstDisc, and the optimizer's buffers besides.
 */
public final class Exemplar implements Method {
  private final Options options;
  private final SingleNetwork network;
  private final Tensor w; // [n, d]
  private final Views views;
  private final Encoder encoder;

  /** The options. */
  public record Options(
      @Option(value = "0.05", range = "(0, inf)", help = "temperature; 1 is that of the papers")
          double tau,
      @Option(value = "128", range = "[1, inf)", help = "width of the embedding, d") int dim) {
    public static Options defaults() {
      return OptionRecords.defaults(Options.class);
    }
  }

  public Exemplar(Ingredients in, Options options) {
    this.options = OptionRecords.check(options);
    this.network = SingleNetworks.linear(in, options.dim());
    this.w = torch.empty(in.images(), options.dim());
    InitialValues.uniform(
        w, 1 / Math.sqrt(options.dim()), in.random().stream(Purpose.MEMORY, 0, 0));
    w.set_requires_grad(true);
    this.views = Views.of(new RandomView(in.view()));
    this.encoder = new Encoder(network, in.preprocessing());
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    Tensor v = network.embedding(batch.view(0)); // [B, d]
    Tensor logits = v.mm(w.t()).div(new Scalar(options.tau())); // [B, n]
    return Loss.of("softmax", torch.cross_entropy_loss(logits, batch.indices()), v);
  }

  @Override
  public List<NeuralNetwork> networks() {
    return List.of(network);
  }

  @Override
  public List<ParameterGroup> trainable() {
    List<ParameterGroup> groups = new ArrayList<>(SingleNetworks.trainable(network));
    groups.add(ParameterGroup.of("classes", List.of(w)));
    return groups;
  }

  @Override
  public State state() {
    return SingleNetworks.state(network).tensor("classes.weight", w);
  }

  /** That of equal weights, which are the best for equal embeddings. */
  @Override
  public OptionalDouble collapsedLoss(int batch) {
    return OptionalDouble.of(Collapse.softmax(w.size(0)));
  }

  @Override
  public Encoder encoder() {
    return encoder;
  }
}
