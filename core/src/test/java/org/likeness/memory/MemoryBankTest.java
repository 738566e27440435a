package org.likeness.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class MemoryBankTest {
  private static final RandomSource RANDOM = new RandomSource(7);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static double length(float[] rows, int row, int d) {
    double square = 0;
    for (int k = 0; k < d; k++) {
      square += rows[row * d + k] * (double) rows[row * d + k];
    }
    return Math.sqrt(square);
  }

  @Test
  void rowsDependOnSeedAndNumberAlone() {
    float[] small = Tensors.floats(MemoryBank.unit(10, 16, RANDOM).tensor());
    float[] large = Tensors.floats(MemoryBank.unit(1000, 16, RANDOM).tensor());
    assertThat(java.util.Arrays.copyOf(large, small.length)).containsExactly(small);
    assertThat(Tensors.floats(MemoryBank.unit(10, 16, new RandomSource(8)).tensor()))
        .isNotEqualTo(small);
    for (int i = 0; i < 1000; i++) {
      assertThat(length(large, i, 16)).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void aBankBeyondTheMemoryIsRefused() {
    assertThatThrownBy(() -> MemoryBank.unit(1_000_000, 1_000_000_000, RANDOM))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "a memory bank of 1000000 embeddings of 1000000000 values needs 4,000,000.0 GB of memory but");
  }

  /** Row by row as the text says it; a run that is made again begins with these very bits. */
  @Test
  void rowsAreTheseToTheLastBit() {
    int d = 5;
    float[] unit = Tensors.floats(MemoryBank.unit(3, d, RANDOM).tensor());
    float[] uniform = Tensors.floats(MemoryBank.uniform(3, d, RANDOM).tensor());
    double bound = 1 / Math.sqrt(d / 3.0);
    for (int i = 0; i < 3; i++) {
      RandomStream stream = RANDOM.stream(Purpose.MEMORY, 0, i);
      double[] gaussians = new double[d];
      double square = 0;
      for (int k = 0; k < d; k++) {
        gaussians[k] = stream.nextGaussian();
        square += gaussians[k] * gaussians[k];
      }
      RandomStream again = RANDOM.stream(Purpose.MEMORY, 0, i);
      for (int k = 0; k < d; k++) {
        assertThat(unit[i * d + k]).isEqualTo((float) (gaussians[k] / Math.sqrt(square)));
        assertThat(uniform[i * d + k]).isEqualTo((float) again.uniform(-bound, bound));
      }
    }
  }

  /**
   * Directions uniform on the sphere: no mean, and inner products of variance 1/d (limits: five
   * standard deviations).
   */
  @Test
  void unitRowsAreUniformOnTheSphere() {
    int n = 4000;
    int d = 8;
    float[] rows = Tensors.floats(MemoryBank.unit(n, d, RANDOM).tensor());
    double[] mean = new double[d];
    double products = 0;
    for (int i = 0; i < n; i++) {
      double product = 0;
      for (int k = 0; k < d; k++) {
        mean[k] += rows[i * d + k] / n;
        product += rows[i * d + k] * (double) rows[(i + 1) % n * d + k];
      }
      products += product * product / n;
    }
    for (double m : mean) {
      assertThat(m).isCloseTo(0, within(5 / Math.sqrt((double) n * d)));
    }
    assertThat(products).isCloseTo(1.0 / d, within(5 * 1.5 / d / Math.sqrt(n)));
  }

  @Test
  void uniformRowsHaveUnitLengthInTheMeanSquareAlone() {
    int n = 2000;
    int d = 16;
    float[] rows = Tensors.floats(MemoryBank.uniform(n, d, RANDOM).tensor());
    double square = 0;
    boolean off = false;
    for (int i = 0; i < n; i++) {
      square += Math.pow(length(rows, i, d), 2) / n;
      off |= Math.abs(length(rows, i, d) - 1) > 0.05;
    }
    assertThat(square).isCloseTo(1, within(0.03));
    assertThat(off).isTrue();
    for (float x : rows) {
      assertThat(Math.abs(x)).isLessThanOrEqualTo((float) (1 / Math.sqrt(d / 3.0)));
    }
  }

  @Test
  void updateMixesAndNormalises() {
    MemoryBank bank = MemoryBank.of(Tensors.of(new float[] {1, 0, 0, 1, 0.6f, 0.8f}, 3, 2));
    bank.update(Tensors.of(new long[] {2, 0}, 2), Tensors.of(new float[] {0, 1, 0, 1}, 2, 2), 0.25);
    double[] rows = Tensors.doubles(bank.tensor());
    double a = Math.hypot(0.25, 0.75);
    double b = Math.hypot(0.15, 0.95);
    double[] expected = {0.25 / a, 0.75 / a, 0, 1, 0.15 / b, 0.95 / b};
    for (int i = 0; i < 6; i++) {
      assertThat(rows[i]).isCloseTo(expected[i], within(1e-6));
    }
  }

  @Test
  void theLastOfEqualIndicesCounts() {
    Tensor start = Tensors.of(new float[] {1, 0, 0, 1}, 2, 2);
    MemoryBank bank = MemoryBank.of(start);
    MemoryBank alone = MemoryBank.of(start);
    float[] features = {0, 1, 0.6f, 0.8f, -1, 0};
    bank.update(Tensors.of(new long[] {0, 1, 0}, 3), Tensors.of(features, 3, 2), 0.4);
    alone.update(
        Tensors.of(new long[] {1, 0}, 2), Tensors.of(new float[] {0.6f, 0.8f, -1, 0}, 2, 2), 0.4);
    assertThat(Tensors.floats(bank.tensor())).containsExactly(Tensors.floats(alone.tensor()));
  }

  @Test
  void aBankIsACopyWithoutAGraphAndKeepsItsPlace() {
    Tensor start = Tensors.of(new float[] {1, 0, 0, 1}, 2, 2);
    MemoryBank bank = MemoryBank.of(start);
    Tensor live = bank.tensor();
    Tensor feature = Tensors.of(new float[] {0, 1}, 1, 2).set_requires_grad(true);
    bank.update(Tensors.of(new long[] {0}, 1), feature, 0);
    assertThat(Tensors.floats(start)).containsExactly(1, 0, 0, 1);
    assertThat(Tensors.floats(live)).containsExactly(0, 1, 0, 1);
    assertThat(live.requires_grad()).isFalse();
    assertThat(bank.rows(Tensors.of(new long[] {1, 1}, 2)).size(0)).isEqualTo(2);
    assertThat(bank.size()).isEqualTo(2);
    assertThat(bank.dimension()).isEqualTo(2);
  }

  /**
   * Opposite features with momentum 1/2 cancel: the row becomes zero, not NaN, and recovers at the
   * next visit.
   */
  @Test
  void oppositeFeaturesDoNotBreakARow() {
    MemoryBank bank = MemoryBank.of(Tensors.of(new float[] {1, 0}, 1, 2));
    Tensor zero = Tensors.of(new long[] {0}, 1);
    bank.update(zero, Tensors.of(new float[] {-1, 0}, 1, 2), 0.5);
    assertThat(Tensors.floats(bank.tensor())).containsExactly(0, 0);
    bank.update(zero, Tensors.of(new float[] {0, 1}, 1, 2), 0.5);
    assertThat(Tensors.floats(bank.tensor())).containsExactly(0, 1);
  }

  @Test
  void wrongUseIsRefused() {
    MemoryBank bank = MemoryBank.unit(3, 2, RANDOM);
    Tensor one = Tensors.of(new long[] {0}, 1);
    assertThatThrownBy(() -> bank.update(one, bank.rows(one), 1))
        .hasMessage("momentum must be in [0, 1) but is 1.0");
    String size = "a bank must have at least one row and one column but has ";
    assertThatThrownBy(() -> MemoryBank.unit(0, 2, RANDOM)).hasMessage(size + "0 and 2");
    assertThatThrownBy(() -> MemoryBank.uniform(2, 0, RANDOM)).hasMessage(size + "2 and 0");
    assertThatThrownBy(() -> MemoryBank.of(Tensors.of(new float[3], 3)))
        .hasMessage("a bank must be a matrix but is [3]");
    try (Scope scope = Scope.open()) {
      assertThatThrownBy(() -> MemoryBank.of(bank.tensor()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("inside a scope");
    }
  }

  @Test
  void theSmallestBankIsOneNumber() {
    assertThat(Tensors.floats(MemoryBank.of(Tensors.of(new float[] {3}, 1, 1)).tensor()))
        .containsExactly(3);
    assertThat(Math.abs(Tensors.floats(MemoryBank.unit(1, 1, RANDOM).tensor())[0])).isEqualTo(1);
  }

  @Test
  void theInitialRowsAreThoseOfTheName() {
    assertThat(Tensors.floats(BankInit.UNIT.create(4, 3, RANDOM).tensor()))
        .containsExactly(Tensors.floats(MemoryBank.unit(4, 3, RANDOM).tensor()));
    assertThat(Tensors.floats(BankInit.UNIFORM.create(4, 3, RANDOM).tensor()))
        .containsExactly(Tensors.floats(MemoryBank.uniform(4, 3, RANDOM).tensor()));
  }

  /** Two banks side by side would need half as much memory again. */
  @Test
  void anotherPrecisionTakesThePlaceOfTheFirst() {
    MemoryBank bank = MemoryBank.unit(4, 3, RANDOM);
    assertThat(bank.in(BankPrecision.FLOAT32)).isSameAs(bank);
    Tensor wide = bank.tensor();
    MemoryBank narrow = bank.in(BankPrecision.BFLOAT16);
    assertThat(wide.isNull()).isTrue();
    assertThat(Tensors.type(narrow.tensor())).isEqualTo(ScalarType.BFloat16);
    assertThat(Tensors.type(narrow.rows(Tensors.of(new long[] {1}, 1))))
        .isEqualTo(ScalarType.Float);
  }

  @Test
  void aBankInBfloat16KeepsItsTypeAndMovesAsTheOther() {
    MemoryBank wide = MemoryBank.unit(20, 16, RANDOM);
    MemoryBank narrow = MemoryBank.unit(20, 16, RANDOM).in(BankPrecision.BFLOAT16);
    Tensor features = MemoryBank.unit(2, 16, new RandomSource(3)).tensor();
    Tensor indices = Tensors.of(new long[] {4, 7}, 2);
    wide.update(indices, features, 0.5);
    narrow.update(indices, features, 0.5);
    assertThat(narrow.tensor().nbytes()).isEqualTo(wide.tensor().nbytes() / 2);
    float[] expected = Tensors.floats(wide.rows(indices));
    float[] rounded = Tensors.floats(narrow.rows(indices));
    for (int i = 0; i < expected.length; i++) {
      assertThat(rounded[i]).isCloseTo(expected[i], within(0.01f));
    }
  }
}
