package org.likeness.memory;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Features that a step has seen and that a bank is to take up once the step is done. A step has one
 * batch, or several with gradient accumulation; they wait here in order. What a step leaves behind
 * that never finished (it was given up) is dropped when the next begins.
 *
 * <p>The tensors outlive the scopes they were made in, until they are taken up or dropped.
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

  /** Batches kept so far in step {@code ofStep}: the number of the one that comes next. */
  public int batches(long ofStep) {
    return step == ofStep ? indices.size() : 0;
  }

  /** Hands all batches to the bank, in the order in which they came, and forgets them. */
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
