package org.likeness.bench;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.loss.NoiseContrastive;
import org.likeness.loss.NonParametricSoftmax;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * Times two losses over a memory bank, each with its gradient: the exact non-parametric softmax and
 * its estimate by NCE. Bank and features are made of {@link FixedNumbers}, so that other programs
 * can compute the same losses.
 */
public final class SoftmaxBench implements AutoCloseable {
  private static final double TAU = 0.07;

  private static final long MOST_LOGITS = 100_000_000;
  private static final double TOLERANCE = 1e-4;

  private final int n;
  private final ComputeDevice device;
  private final Tensor bank;
  private final Tensor features;
  private final Tensor indices;
  private final List<Tensor> drawn = new ArrayList<>();

  /**
   * Makes a bank and a batch. Must not be called inside a scope.
   *
   * @param n rows of the bank
   * @param d values per row
   * @param batch images per step
   * @param device where the bank is and the loss is computed
   */
  public SoftmaxBench(int n, int d, int batch, ComputeDevice device) {
    Scope.refuse("A bench");
    device.require();
    this.n = n;
    this.device = device;
    this.bank = moved(FixedNumbers.unitRows(n, d, 1));
    this.features = moved(FixedNumbers.unitRows(batch, d, 2));
    long[] own = new long[batch];
    for (int i = 0; i < batch; i++) {
      own[i] = (long) i * n / batch;
    }
    this.indices = moved(Tensors.of(own, batch));
  }

  /** Bytes of the bank. */
  public long bankBytes() {
    return bank.nbytes();
  }

  /**
   * The minimum memory of the benchmark in bytes: the bank, the negatives, and three times all
   * logits where they are compared with the definition. The memory of a GPU is not checked.
   */
  public static double bytes(int n, int d, int batch, int m) {
    double logits = isCompared(n, batch) ? 3.0 * Float.BYTES * n * batch : 0;
    return (double) Float.BYTES * n * d + logits + 2.0 * Long.BYTES * batch * (m + 1.0);
  }

  private static boolean isCompared(long n, long batch) {
    return n * batch <= MOST_LOGITS;
  }

  private Tensor moved(Tensor made) {
    if (device == ComputeDevice.CPU) {
      return made;
    }
    try (made) {
      return device.place(made);
    }
  }

  /**
   * The resident memory of this process in bytes, with Java's and without a GPU's; it may include
   * memory of an earlier, larger benchmark.
   */
  public static long residentBytes() {
    return Pointer.physicalBytes();
  }

  /**
   * Times value and gradient of the exact softmax, and of the estimate from {@code m} negatives
   * drawn before, interleaved.
   *
   * @param progress is called after each round
   * @return exact, estimate
   */
  public List<Timing> measure(int m, int rounds, BenchProgress progress) {
    long batch = features.size(0);
    return Timing.byTurns(
        rounds,
        List.of(
            Timing.Work.of("exact softmax", batch, "images", exactWork()),
            Timing.Work.of("NCE, m = " + m, batch, "images", contrastWork(m))),
        progress);
  }

  /** Computes value and gradient of the exact softmax once. */
  public Runnable exactWork() {
    NonParametricSoftmax loss = new NonParametricSoftmax(TAU, NonParametricSoftmax.CHUNK);
    return () -> backward(v -> loss.loss(v, indices, bank));
  }

  /** Computes value and gradient of the estimate once, from {@code m} negatives drawn here. */
  public Runnable contrastWork(int m) {
    NoiseContrastive loss = new NoiseContrastive(TAU, 1e-7);
    Tensor candidates = candidates(m);
    drawn.add(candidates);
    return () -> backward(v -> loss.loss(v, candidates, bank, z()));
  }

  /** Z of random unit rows (Eq. 8 of InstDisc), see {@link NoiseContrastive#estimateZ}. */
  private double z() {
    return n * Math.exp(1 / (2 * bank.size(1) * TAU * TAU));
  }

  /**
   * The exact loss, to compare with another program's. It is compared with its definition where all
   * logits fit into memory.
   *
   * @throws RunException where the two differ
   */
  public double checkedLoss() {
    double tiled = exactLoss();
    if (isCompared(n, features.size(0))) {
      double plain = plainLoss();
      if (!(Math.abs(tiled - plain) <= TOLERANCE)) {
        throw new RunException(
            "the tiled softmax gives " + tiled + " but its definition gives " + plain);
      }
    }
    return tiled;
  }

  private double exactLoss() {
    try (Scope scope = Scope.openNoGrad()) {
      return new NonParametricSoftmax(TAU, NonParametricSoftmax.CHUNK)
          .loss(features, indices, bank)
          .item_double();
    }
  }

  private double plainLoss() {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor logits = features.matmul(bank.t()).div(new org.bytedeco.pytorch.Scalar(TAU));
      return logits
          .logsumexp(new long[] {1}, false)
          .sub(logits.gather(1, indices.unsqueeze(1)).squeeze(1))
          .mean()
          .item_double();
    }
  }

  private Tensor candidates(int m) {
    int batch = Math.toIntExact(features.size(0));
    long[] own = Tensors.longs(indices);
    if (batch * (m + 1L) > Integer.MAX_VALUE - 8) {
      throw new InputException(
          "%d negatives for each of %d images do not fit into an array: lower one of them"
              .formatted(m, batch));
    }
    long[] rows = new long[batch * (m + 1)];
    RandomStream random = new RandomSource(0).stream(Purpose.SAMPLING, 0, 0);
    for (int b = 0; b < batch; b++) {
      rows[b * (m + 1)] = own[b];
      for (int k = 1; k <= m; k++) {
        rows[b * (m + 1) + k] = random.nextInt(n);
      }
    }
    return moved(Tensors.of(rows, batch, m + 1));
  }

  private void backward(java.util.function.UnaryOperator<Tensor> loss) {
    try (Scope scope = Scope.open()) {
      Tensor v = features.detach().clone().set_requires_grad(true);
      loss.apply(v).backward();
      torch.sum(v.grad()).item_double();
    }
  }

  @Override
  public void close() {
    bank.close();
    features.close();
    indices.close();
    drawn.forEach(Tensor::close);
  }
}
