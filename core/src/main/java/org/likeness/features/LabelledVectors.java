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
          "vectors must be [n, d] with one label a row, n at least 1, but there are "
              + labels.length
              + " labels");
    }
    if (Arrays.stream(labels).anyMatch(label -> label < 0)) {
      throw new IllegalArgumentException("labels must count from 0 but one of them is negative");
    }
  }

  public int size() {
    return labels.length;
  }

  /** Classes that the largest label implies. */
  public int classes() {
    return Arrays.stream(labels).max().orElse(-1) + 1;
  }
}
