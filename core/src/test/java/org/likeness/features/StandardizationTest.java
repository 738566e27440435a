package org.likeness.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class StandardizationTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void columnsHaveMeanZeroAndVarianceOne() {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor rows = Tensors.of(new float[] {1, 1e-4f, 2, 3e-4f, 6, 2e-4f}, 3, 2);
      double[] found = Tensors.doubles(Standardization.fitted(rows).of(rows));
      double deviation = Math.sqrt(14 / 3.0);
      double[] expected = {
        -2 / deviation, -Math.sqrt(1.5), -1 / deviation, Math.sqrt(1.5), 3 / deviation, 0
      };
      assertThat(found).containsExactly(expected, within(1e-4));
    }
  }

  /** Also one whose values differ by less than floats can tell, and for other rows. */
  @Test
  void aConstantColumnBecomesZero() {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor rows = Tensors.of(new float[] {0, 7, 0, 7, 0, 7}, 3, 2);
      Standardization standard = Standardization.fitted(rows);
      float[] found = Tensors.floats(standard.of(Tensors.of(new float[] {5, 5}, 1, 2)));
      assertThat(found[0]).isZero();
      assertThat(found[1] == 0).isTrue(); // of either sign
    }
  }
}
