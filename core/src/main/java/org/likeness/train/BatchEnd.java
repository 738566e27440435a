package org.likeness.train;

import static java.util.Objects.requireNonNull;

import org.bytedeco.pytorch.Tensor;
import org.likeness.method.Step;

/**
 * The loss and gradient of one batch are computed. Tensors are valid during the call.
 *
 * @param step which one; several batches where gradients are accumulated
 * @param indices {@code long[B]}, the number of each image in the data set
 * @param features what the method computed of them, {@code [B, d]}, without gradient: see {@link
 *     org.likeness.method.Loss#features}
 */
public record BatchEnd(Step step, Tensor indices, Tensor features) {
  public BatchEnd {
    requireNonNull(step, "step is null");
    requireNonNull(indices, "indices is null");
    requireNonNull(features, "features is null");
  }
}
