package org.likeness.memory;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Rows;
import org.likeness.torch.Scope;
import org.likeness.torch.SystemMemory;
import org.likeness.torch.Tensors;

/**
 * One remembered embedding per image, {@code [n, d]}: row i is a running average of the embeddings
 * of image i. Rows are constants to every loss. Built outside any scope, since it outlives all
 * iterations.
 */
public final class MemoryBank {
  private final Tensor rows;

  private MemoryBank(Tensor rows) {
    Scope.refuse("A memory bank");
    this.rows = rows;
  }

  /** A bank that begins with a copy of {@code rows}, {@code [n, d]}. */
  public static MemoryBank of(Tensor rows) {
    requireNonNull(rows, "rows is null");
    if (rows.dim() != 2 || rows.size(0) < 1 || rows.size(1) < 1) {
      throw new IllegalArgumentException(
          "a bank must be a matrix but is " + Arrays.toString(Tensors.shape(rows)));
    }
    return new MemoryBank(rows.detach().clone());
  }

  /**
   * Random unit rows, uniform on the sphere (the InstDisc paper). Row i depends on the seed and on
   * i alone.
   */
  public static MemoryBank unit(int n, int d, RandomSource random) {
    checkSize(n, d, random);
    return new MemoryBank(
        Rows.unit(
            n,
            d,
            (row, i) -> {
              RandomStream stream = random.stream(Purpose.MEMORY, 0, i);
              Arrays.setAll(row, k -> stream.nextGaussian());
            }));
  }

  /**
   * Entries uniform in {@code [-1/sqrt(d/3), 1/sqrt(d/3))} (the released code of InstDisc): of unit
   * length in the mean alone. Row i depends on the seed and on i alone.
   */
  public static MemoryBank uniform(int n, int d, RandomSource random) {
    checkSize(n, d, random);
    double bound = 1 / Math.sqrt(d / 3.0);
    return new MemoryBank(
        Rows.filled(
            n,
            d,
            (row, i) -> {
              RandomStream stream = random.stream(Purpose.MEMORY, 0, i);
              Arrays.setAll(row, k -> stream.uniform(-bound, bound));
            }));
  }

  private static void checkSize(int n, int d, RandomSource random) {
    requireNonNull(random, "random is null");
    if (n < 1 || d < 1) {
      throw new IllegalArgumentException(
          "a bank must have at least one row and one column but has " + n + " and " + d);
    }
    SystemMemory.require(
        (double) n * d * Float.BYTES,
        "a memory bank of " + n + " embeddings of " + d + " values",
        "lower options.dim, or use fewer images");
  }

  /**
   * The same rows in another precision; this bank must not be used afterwards unless it has that
   * precision already.
   */
  public MemoryBank in(BankPrecision precision) {
    if (Tensors.type(rows) == precision.type()) {
      return this;
    }
    MemoryBank other = new MemoryBank(rows.to(precision.type()));
    rows.close();
    return other;
  }

  /** Number of rows, n. */
  public int size() {
    return Math.toIntExact(rows.size(0));
  }

  /** Width of a row, d. */
  public int dimension() {
    return Math.toIntExact(rows.size(1));
  }

  /**
   * The whole bank, {@code [n, d]}: the live tensor, for losses to read and checkpoints to write
   * and restore.
   */
  public Tensor tensor() {
    return rows;
  }

  /** Copies of some rows, {@code [B, d]}, in single precision where the bank has less. */
  public Tensor rows(Tensor indices) {
    return widened(rows.index_select(0, indices));
  }

  private static Tensor widened(Tensor some) {
    return Tensors.type(some) == ScalarType.BFloat16 ? some.to(ScalarType.Float) : some;
  }

  /**
   * Moves rows towards new features: {@code row_i <- norm(momentum row_i + (1 - momentum)
   * feature_i)}. Where an index occurs more than once, its last feature counts and the others are
   * ignored, in every order of threads.
   *
   * @param indices {@code long[B]}
   * @param features unit rows, {@code [B, d]}
   * @param momentum weight of the old row, in [0, 1)
   */
  public void update(Tensor indices, Tensor features, double momentum) {
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("momentum must be in [0, 1) but is " + momentum);
    }
    try (NoGradGuard noGrad = new NoGradGuard()) {
      Tensor last = lastOccurrences(Tensors.longs(indices));
      Tensor where = indices.index_select(0, last.to(indices.device(), indices.dtype()));
      Tensor remembered = rows(where);
      Tensor fresh =
          features
              .detach()
              .index_select(0, last.to(features.device(), last.dtype()))
              .to(rows.device(), remembered.dtype());
      Tensor mixed = remembered.mul_(new Scalar(momentum)).add_(fresh, new Scalar(1 - momentum));
      Tensor length =
          mixed.square().sum(new long[] {1}, true, null).sqrt_().clamp_min_(new Scalar(1e-12));
      rows.index_copy_(0, where, mixed.div_(length).to(rows.device(), rows.dtype()));
    }
  }

  private static Tensor lastOccurrences(long[] indices) {
    Map<Long, Integer> last = new HashMap<>();
    for (int i = 0; i < indices.length; i++) {
      last.put(indices[i], i);
    }
    return Tensors.of(
        last.values().stream().mapToLong(Integer::longValue).sorted().toArray(), last.size());
  }
}
