package org.likeness.memory;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Rows;
import org.likeness.torch.Scope;
import org.likeness.torch.SystemMemory;
import org.likeness.torch.Tensors;

/**
 * The last K keys, {@code [K, d]}, of which the oldest are overwritten first (MoCo). Rows are
 * constants to every loss. Takes batches of any size: one that reaches the end goes on at the
 * start. Built outside any scope, since it outlives all iterations.
 */
public final class Queue {
  private final Tensor rows;
  private long pointer; // row that is written next

  private Queue(Tensor rows, long pointer) {
    Scope.refuse("A queue");
    this.rows = rows;
    this.pointer = pointer;
  }

  /**
   * A queue that begins with a copy of {@code rows}, {@code [K, d]}.
   *
   * @param pointer row that is written next
   */
  public static Queue of(Tensor rows, long pointer) {
    requireNonNull(rows, "rows is null");
    if (rows.dim() != 2 || rows.size(0) < 1 || rows.size(1) < 1) {
      throw new IllegalArgumentException(
          "a queue must be a matrix but is " + Arrays.toString(Tensors.shape(rows)));
    }
    checkPointer(pointer, rows);
    return new Queue(rows.detach().clone(), pointer);
  }

  /** Random unit rows, uniform on the sphere: what MoCo begins with. */
  public static Queue unit(int k, int d, RandomSource random) {
    requireNonNull(random, "random is null");
    if (k < 1 || d < 1) {
      throw new IllegalArgumentException(
          "a queue must have at least one row and one column but has " + k + " and " + d);
    }
    SystemMemory.require(
        (double) k * d * Float.BYTES,
        "a queue of " + k + " embeddings of " + d + " values",
        "lower options.queue or options.dim");
    return new Queue(
        Rows.unit(
            k,
            d,
            (row, i) -> {
              RandomStream stream = random.stream(Purpose.MEMORY, 0, i);
              Arrays.setAll(row, column -> stream.nextGaussian());
            }),
        0);
  }

  /** Number of rows, K. */
  public int size() {
    return Math.toIntExact(rows.size(0));
  }

  /** The whole queue, {@code [K, d]}: the live tensor, for losses to read. */
  public Tensor tensor() {
    return rows;
  }

  /** Row that is written next. */
  public long pointer() {
    return pointer;
  }

  /**
   * Writes keys over the oldest rows, in order; of more than K keys the last K.
   *
   * @param keys {@code [B, d]}, of any B
   */
  public void enqueue(Tensor keys) {
    if (keys.dim() != 2 || keys.size(1) != rows.size(1)) {
      throw new IllegalArgumentException(
          "keys of a queue of width "
              + rows.size(1)
              + " are "
              + Arrays.toString(Tensors.shape(keys)));
    }
    long k = rows.size(0);
    long count = Math.min(keys.size(0), k);
    long skipped = keys.size(0) - count;
    long first = (pointer + skipped) % k;
    long untilEnd = Math.min(count, k - first);
    try (NoGradGuard noGrad = new NoGradGuard()) {
      rows.narrow(0, first, untilEnd).copy_(keys.narrow(0, skipped, untilEnd));
      rows.narrow(0, 0, count - untilEnd)
          .copy_(keys.narrow(0, skipped + untilEnd, count - untilEnd));
    }
    pointer = (first + count) % k;
  }

  /** Restores {@link #pointer()}. */
  public void setPointer(long row) {
    checkPointer(row, rows);
    pointer = row;
  }

  private static void checkPointer(long row, Tensor rows) {
    if (row < 0 || row >= rows.size(0)) {
      throw new IllegalArgumentException(
          "the pointer must be in [0, " + rows.size(0) + ") but is " + row);
    }
  }
}
