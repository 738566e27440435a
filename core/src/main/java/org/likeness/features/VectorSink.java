package org.likeness.features;

import org.bytedeco.pytorch.Tensor;

/** Takes the rows of an extraction, batch by batch. */
@FunctionalInterface
public interface VectorSink {
  /**
   * One batch.
   *
   * @param vectors {@code [B, d]}, valid during the call
   * @param indices numbers of its images
   * @param next number of the batch after this one
   */
  void accept(Tensor vectors, long[] indices, int next);
}
