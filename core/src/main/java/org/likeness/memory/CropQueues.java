package org.likeness.memory;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.torch.Scope;
import org.likeness.torch.SystemMemory;

/**
 * The latest embeddings of each of several crops, one queue a crop, newest first (SwAV, section
 * 4.1: batches smaller than the number of prototypes are assigned to them together with their
 * predecessors). Rows enter once per update. Built outside any scope.
 */
public final class CropQueues {
  private static final int ROWS = 1; // dimension

  private final Tensor queues; // [G, size, d]
  private final int size;
  private final List<Tensor> pending = new ArrayList<>();
  private long step = -1;
  private long filled;

  /**
   * Empty queues.
   *
   * @param crops G
   * @param size rows of each
   * @param d width of a row
   */
  public CropQueues(int crops, int size, int d) {
    Scope.refuse("A queue");
    if (crops < 1 || size < 1 || d < 1) {
      throw new IllegalArgumentException(
          "queues must have crops, rows and columns but have %d, %d and %d"
              .formatted(crops, size, d));
    }
    SystemMemory.require(
        (double) crops * size * d * Float.BYTES,
        "%d queues of %d embeddings of %d values".formatted(crops, size, d),
        "lower options.queue or options.dim");
    this.size = size;
    this.queues = torch.zeros(crops, size, d);
  }

  /** All queues, {@code [G, size, d]}: the live tensor. */
  public Tensor tensor() {
    return queues;
  }

  /** Rows that entered each queue so far, at most its size. */
  public long filled() {
    return filled;
  }

  /** Restores {@link #filled}. */
  public void restoreFilled(double rows) {
    filled = (long) rows;
  }

  /** Whether no row is left that never held an embedding. */
  public boolean isFull() {
    return filled == size;
  }

  /** The queue of one crop, {@code [size, d]}. */
  public Tensor of(int crop) {
    return queues.select(0, crop);
  }

  /**
   * Keeps the rows of one batch until {@link #update}; those of a step that never finished are
   * dropped.
   *
   * @param ofStep number of the step that it belongs to
   * @param rows of the crops, {@code [G, B, d]}; kept without their graph
   */
  public void add(long ofStep, Tensor rows) {
    if (step != ofStep) {
      clear();
      step = ofStep;
    }
    Tensor kept = rows.detach().clone();
    kept.retainReference();
    pending.add(kept);
  }

  /**
   * Puts the kept rows in front, each batch in its order and later batches before earlier ones; the
   * oldest rows leave.
   */
  public void update() {
    try (NoGradGuard noGrad = new NoGradGuard()) {
      for (Tensor rows : pending) {
        TensorVector newestFirst = new TensorVector(rows, queues);
        queues.copy_(torch.cat(newestFirst, ROWS).narrow(ROWS, 0, size));
        filled = Math.min(size, filled + rows.size(ROWS));
      }
    }
    clear();
  }

  private void clear() {
    pending.forEach(Tensor::releaseReference);
    pending.clear();
  }
}
