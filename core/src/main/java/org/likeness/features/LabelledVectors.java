package org.likeness.features;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Vectors and the class of each.
 *
 * @param vectors {@code [n, d]}, float or double
 * @param labels class of each row, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // read only
public record LabelledVectors(Tensor vectors, int[] labels) {
  public LabelledVectors {
    requireNonNull(vectors, "vectors is null");
    if (vectors.dim() != 2 || vectors.size(0) != labels.length || labels.length == 0) {
      throw new IllegalArgumentException(
          "vectors must be [n, d] with one label per row, n at least 1, but there are "
              + labels.length
              + " labels");
    }
    if (Arrays.stream(labels).anyMatch(label -> label < 0)) {
      throw new IllegalArgumentException("labels must not be negative but one of them is");
    }
  }

  public int size() {
    return labels.length;
  }

  /** Number of classes: the largest label plus 1. */
  public int classes() {
    return Arrays.stream(labels).max().orElse(-1) + 1;
  }
}
