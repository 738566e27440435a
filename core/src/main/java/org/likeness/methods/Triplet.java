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
import org.likeness.loss.TripletMargin;
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
import org.likeness.random.RandomStream;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Tensors;

/**
 * Triplet: a view of an image is nearer to its other view than to a view of another image of the
 * batch, by a margin (the loss of Schroff, Kalenichenko and Philbin, <i>FaceNet</i>, CVPR 2015,
 * arXiv 1503.03832). A baseline of InvaSpread's table 1, whose margin and sampling could not be
 * verified.
 *
 * <pre>
 *   here       paper    formula                                            default   differences and reasons
 *   f, g       a, p     unit embeddings of both views, [B, d]                        both views are random; in FaceNet they are two photographs
 *   n          n        a view of another image of the batch               random    hard: the nearest one, FaceNet's hard negative
 *   margin     alpha    max(0, margin + |f - g|^2 - |f - n|^2)             0.5       FaceNet has 0.2
 *   dim        d                                                           128
 * </pre>
 *
 * <p>Negatives come from the batch: accumulation is not equivalent to a larger batch. A batch of
 * one image has none, and a loss of 0.
 */
public final class Triplet implements Method {
  private final Options options;
  private final SingleNetwork network;
  private final RandomSource random;
  private final Views views;
  private final Encoder encoder;
  private final TripletMargin triplet;

  /** Which view of another image is an anchor's negative. */
  public enum Negative {
    /** Any, drawn uniformly. */
    RANDOM,
    /** The nearest of the batch. */
    HARD
  }

  /** The options. */
  public record Options(
      @Option(
              value = "random",
              help = "any other image of the batch is the negative of an image, or the nearest")
          Negative negatives,
      @Option(
              value = "0.5",
              range = "(0, inf)",
              help = "by how much the squared distance to a negative is to be larger")
          double margin,
      @Option(value = "128", range = "[1, inf)", help = "width of the embedding, d") int dim) {
    /** Random negatives. */
    public static Options paper() {
      return OptionRecords.defaults(Options.class);
    }
  }

  public Triplet(Ingredients in, Options options) {
    this(in, OptionRecords.check(options), SingleNetworks.linear(in, options.dim()));
  }

  Triplet(Ingredients in, Options options, SingleNetwork network) {
    this.options = options;
    this.network = network;
    this.random = in.random();
    this.views = Views.pair(in.view(), in.view());
    this.encoder = new Encoder(network, in.preprocessing());
    this.triplet = new TripletMargin(options.margin());
  }

  @Override
  public Views views() {
    return views;
  }

  @Override
  public Loss loss(Batch batch, Step step) {
    int b = batch.size();
    Tensor x = torch.cat(new TensorVector(batch.view(0), batch.view(1)), 0);
    Tensor embeddings = network.embedding(x); // [2B, d]
    Tensor f = embeddings.narrow(0, 0, b); // [B, d]
    Tensor g = embeddings.narrow(0, b, b); // [B, d]
    if (b < 2) {
      return Loss.of("triplet", f.sub(f.detach()).sum(), f);
    }
    Tensor n =
        switch (options.negatives()) {
          case RANDOM -> ComputeDevice.beside(f, others(batch, step)); // [B]
          case HARD -> TripletMargin.hardest(f, g); // [B]
        };
    return Loss.of("triplet", triplet.loss(f, g, n), f);
  }

  /** For each image of the batch either view of another one, uniformly. */
  private Tensor others(Batch batch, Step step) {
    int b = batch.size();
    RandomStream stream =
        random.stream(Purpose.SAMPLING, step.part(), step.epoch(), Math.toIntExact(step.index()));
    long[] rows = new long[b];
    for (int i = 0; i < b; i++) {
      int other = stream.nextInt(2 * b - 2); // of the rows without i and i + b, in order
      int skipped = other < i ? 0 : other < i + b - 1 ? 1 : 2;
      rows[i] = (long) other + skipped;
    }
    return Tensors.of(rows, b);
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
    return OptionalDouble.of(Collapse.triplet(options.margin()));
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
