package org.likeness.features;

import org.bytedeco.pytorch.Tensor;

/** Receives the rows of an extraction, batch by batch. */
@FunctionalInterface
public interface VectorSink {
  /**
   * One batch.
   *
   * @param vectors {@code [B, d]}, valid during the call
   * @param indices indices of its images
   * @param next index of the next batch
   */
  void accept(Tensor vectors, long[] indices, int next);
}
