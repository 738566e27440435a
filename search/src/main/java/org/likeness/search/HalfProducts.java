package org.likeness.search;

import java.util.function.BinaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.likeness.torch.Scope;

/**
 * Products of a matrix and a vector of two-byte values. libtorch computes them in one of two ways,
 * and which one is the faster depends on the processor: by a factor of two where oneDNN multiplies
 * such values (AVX512-FP16), by five the other way round without oneDNN. So both are timed once.
 * Sums are of four bytes in both.
 */
final class HalfProducts {
  private static final int ROWS = 1 << 17; // 32 MB, more than a processor's cache
  private static final int WIDTH = 128;
  private static final int ROUNDS = 3;

  private static final class Faster {
    static final BinaryOperator<Tensor> PRODUCT = choose();
  }

  private HalfProducts() {}

  /** {@code [n, d]} times {@code [d]}, in the caller's scope. */
  static Tensor of(Tensor matrix, Tensor vector) {
    return Faster.PRODUCT.apply(matrix, vector);
  }

  private static BinaryOperator<Tensor> choose() {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor matrix = torch.ones(ROWS, WIDTH).to(ScalarType.Half);
      Tensor vector = torch.ones(WIDTH).to(ScalarType.Half);
      long asVector = Long.MAX_VALUE;
      long asMatrix = Long.MAX_VALUE;
      for (int i = 0; i < ROUNDS; i++) { // in turn, since other work may come in between
        asVector = Math.min(asVector, nanos(HalfProducts::asVector, matrix, vector));
        asMatrix = Math.min(asMatrix, nanos(HalfProducts::asMatrix, matrix, vector));
      }
      return asMatrix < asVector ? HalfProducts::asMatrix : HalfProducts::asVector;
    }
  }

  private static long nanos(BinaryOperator<Tensor> product, Tensor matrix, Tensor vector) {
    long start = System.nanoTime();
    try (Scope scope = Scope.openNoGrad()) {
      Tensor unused = product.apply(matrix, vector);
    }
    return System.nanoTime() - start;
  }

  static Tensor asVector(Tensor matrix, Tensor vector) {
    return torch.mv(matrix, vector);
  }

  static Tensor asMatrix(Tensor matrix, Tensor vector) {
    return torch.mm(matrix, vector.unsqueeze(1)).squeeze(1);
  }
}
