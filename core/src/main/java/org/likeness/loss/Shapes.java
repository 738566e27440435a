package org.likeness.loss;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.torch.Tensors;

/**
 * Checks where a batch enters a loss: libtorch's own message for a wrong shape is one sentence and
 * eleven lines of native frames.
 */
final class Shapes {
  private Shapes() {}

  /** Throws unless both are matrices with rows of one size and elements of one type. */
  static void requireRowsAlike(String nameA, Tensor a, String nameB, Tensor b) {
    requireRows(nameA, a, nameB, b);
    requireOneType(nameA, a, nameB, b);
  }

  private static void requireRows(String nameA, Tensor a, String nameB, Tensor b) {
    if (a.dim() != 2 || b.dim() != 2 || a.size(1) != b.size(1)) {
      throw new IllegalArgumentException(
          nameA
              + " and "
              + nameB
              + " must be matrices with rows of one size but are "
              + shape(a)
              + " and "
              + shape(b));
    }
  }

  private static void requireOneType(String nameA, Tensor a, String nameB, Tensor b) {
    if (Tensors.type(a) != Tensors.type(b)) {
      throw new IllegalArgumentException(
          nameA
              + " and "
              + nameB
              + " must have one type but are "
              + Tensors.type(a)
              + " and "
              + Tensors.type(b));
    }
  }

  /** As {@link #requireRowsAlike}, but the bank may be kept in bfloat16. */
  static void requireBank(String nameV, Tensor v, String nameBank, Tensor bank) {
    requireRows(nameV, v, nameBank, bank);
    if (Tensors.type(bank) != ScalarType.BFloat16) {
      requireOneType(nameV, v, nameBank, bank);
    }
  }

  static void requireBank(Tensor v, Tensor bank) {
    requireBank("features", v, "the bank", bank);
  }

  /** As {@link #requireRowsAlike}, and as many rows. */
  static void requireEqual(String nameA, Tensor a, String nameB, Tensor b) {
    requireRowsAlike(nameA, a, nameB, b);
    if (a.size(0) != b.size(0)) {
      throw new IllegalArgumentException(
          nameA
              + " and "
              + nameB
              + " must have as many rows but are "
              + shape(a)
              + " and "
              + shape(b));
    }
  }

  /** Throws unless {@code indices} holds one number for each of {@code rows} rows. */
  static void requireOneEach(String name, Tensor indices, long rows) {
    if (indices.dim() != 1 || indices.size(0) != rows) {
      throw new IllegalArgumentException(
          name + " must hold one number for each of " + rows + " rows but is " + shape(indices));
    }
  }

  /** Throws unless it is a matrix. */
  static void requireMatrix(String name, Tensor a) {
    if (a.dim() != 2) {
      throw new IllegalArgumentException(name + " must be a matrix but is " + shape(a));
    }
  }

  /**
   * Throws unless both are {@code [crops, images, values]} with as many images and values, one
   * type, two crops or more in the second, and no more in the first.
   */
  static void requireCrops(String nameA, Tensor a, String nameB, Tensor b) {
    boolean fit =
        a.dim() == 3
            && b.dim() == 3
            && a.size(0) >= 1
            && b.size(0) >= 2
            && a.size(0) <= b.size(0)
            && a.size(1) == b.size(1)
            && a.size(2) == b.size(2);
    if (!fit) {
      throw new IllegalArgumentException(
          "%s and %s must be [crops, images, values] alike in images and values, with two crops or more of which the first have %s, but are %s and %s"
              .formatted(nameA, nameB, nameA, shape(a), shape(b)));
    }
    requireOneType(nameA, a, nameB, b);
  }

  private static String shape(Tensor tensor) {
    return Arrays.toString(Tensors.shape(tensor));
  }
}
