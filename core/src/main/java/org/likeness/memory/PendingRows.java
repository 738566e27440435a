package org.likeness.memory;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Features of a step that are written to a bank once the step is done. A step has one batch, or
 * several with gradient accumulation; they are kept here in order. Features of a step that never
 * finished are dropped when the next begins.
 *
 * <p>The tensors outlive the scopes they were made in, until they are written or dropped.
 */
public final class PendingRows {
  private final List<Tensor> indices = new ArrayList<>();
  private final List<Tensor> features = new ArrayList<>();
  private long step = -1;

  /**
   * Keeps one batch.
   *
   * @param ofStep number of the step that it belongs to
   * @param batchIndices {@code long[B]}; copied, since a loader may use its memory again
   * @param batchFeatures {@code [B, d]}; kept without its graph
   */
  public void add(long ofStep, Tensor batchIndices, Tensor batchFeatures) {
    begin(ofStep);
    indices.add(kept(batchIndices.clone()));
    features.add(kept(batchFeatures.detach()));
  }

  /** Writes all batches to the bank, in order, and clears them. */
  public void updateInto(MemoryBank bank, double momentum) {
    for (int i = 0; i < indices.size(); i++) {
      bank.update(indices.get(i), features.get(i), momentum);
    }
    clear();
  }

  private void begin(long ofStep) {
    if (step != ofStep) {
      clear();
      step = ofStep;
    }
  }

  private void clear() {
    indices.forEach(Tensor::releaseReference);
    features.forEach(Tensor::releaseReference);
    indices.clear();
    features.clear();
  }

  private static Tensor kept(Tensor tensor) {
    tensor.retainReference();
    return tensor;
  }
}
