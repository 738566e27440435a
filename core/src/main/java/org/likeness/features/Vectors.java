package org.likeness.features;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.likeness.data.Dataset;
import org.likeness.data.SkippedImage;

/**
 * Vectors of a data set.
 *
 * @param matrix {@code [n, d]}, float, on the CPU; owned by the scope in which it was created, or
 *     closed by the caller
 * @param indices for each row the index of its image in the data set, ascending; images that cannot
 *     be decoded have no row
 * @param skipped the images that cannot be decoded
 */
@SuppressWarnings("ArrayRecordComponent") // read only
public record Vectors(Tensor matrix, int[] indices, List<SkippedImage> skipped) {
  public Vectors {
    requireNonNull(matrix, "matrix is null");
    skipped = List.copyOf(skipped);
    if (matrix.dim() != 2 || matrix.size(0) != indices.length) {
      throw new IllegalArgumentException(
          "vectors must be [n, d] with one index per row but there are "
              + indices.length
              + " indices");
    }
  }

  /** Number of rows. */
  public int size() {
    return indices.length;
  }

  /** These vectors with the labels of their images; see {@link Labels#require}. */
  public LabelledVectors labelled(Dataset dataset, String what) {
    return new LabelledVectors(matrix, Labels.require(dataset, indices, what));
  }
}
