package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.torch.Torch;

final class NonParametricSoftmaxTest {
  private static final double TAU = 0.07;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** The plain twin: all logits at once, gradient by autograd. */
  private static Tensor plain(Tensor v, Tensor indices, Tensor bank) {
    return torch.cross_entropy(v.mm(bank.t()).div(new Scalar(TAU)), indices);
  }

  /** What half of the bank's memory costs; {@code BankPrecision} says what was measured. */
  @Test
  void aBankInBfloat16IsOffByAboutAThousandth() {
    Tensor bank = Inputs.unitRows(1, 3000, 128, ScalarType.Float);
    Tensor narrow = bank.to(ScalarType.BFloat16);
    Tensor indices = Inputs.indices(2, 3000, 16);
    Tensor features = Inputs.unitRows(3, 16, 128, ScalarType.Float);
    NonParametricSoftmax softmax = new NonParametricSoftmax(TAU, 1000);
    Tensor v = Inputs.leaf(features);
    Tensor exact = softmax.loss(v, indices, bank);
    Tensor gradient = Inputs.gradient(exact, v);
    Tensor w = Inputs.leaf(features);
    Tensor rounded = softmax.loss(w, indices, narrow);
    assertThat(Inputs.relativeError(rounded, exact)).isLessThan(2e-3).isPositive();
    assertThat(Inputs.relativeError(Inputs.gradient(rounded, w), gradient))
        .isLessThan(1e-2)
        .isPositive();
  }

  @ParameterizedTest
  @CsvSource({"Float, 2e-5", "Double, 1e-12"})
  void valueAndGradientAreThoseOfThePlainTwin(String type, double limit) {
    ScalarType precision = ScalarType.valueOf(type);
    Tensor bank = Inputs.unitRows(1, 3000, 32, precision);
    Tensor indices = Inputs.indices(2, 3000, 16);
    Tensor features = Inputs.unitRows(3, 16, 32, precision);
    Tensor v = Inputs.leaf(features);
    Tensor expected = plain(v, indices, bank);
    Tensor gradient = Inputs.gradient(expected, v);
    for (int chunk : new int[] {64, 1000, 2999, 3000, 100_000}) {
      Tensor w = Inputs.leaf(features);
      Tensor loss = new NonParametricSoftmax(TAU, chunk).loss(w, indices, bank);
      assertThat(Inputs.relativeError(loss, expected))
          .as("value with tiles of %s", chunk)
          .isLessThan(limit);
      assertThat(Inputs.relativeError(Inputs.gradient(loss, w), gradient))
          .as("gradient with tiles of %s", chunk)
          .isLessThan(limit);
    }
  }

  @Test
  void partsOfABankCombineInAnyOrder() {
    Tensor bank = Inputs.unitRows(1, 500, 8, ScalarType.Double);
    Tensor indices = Inputs.indices(2, 500, 5);
    Tensor v = Inputs.leaf(Inputs.unitRows(3, 5, 8, ScalarType.Double));
    NonParametricSoftmax softmax = new NonParametricSoftmax(TAU, 64);
    SoftmaxPartial a = softmax.partial(v, bank.narrow(0, 0, 3));
    SoftmaxPartial b = softmax.partial(v, bank.narrow(0, 3, 400));
    SoftmaxPartial c = softmax.partial(v, bank.narrow(0, 403, 97));
    Tensor whole = softmax.loss(v, indices, bank);
    Tensor own = bank.index_select(0, indices);
    for (SoftmaxPartial all :
        new SoftmaxPartial[] {
          a.combine(b).combine(c), c.combine(a.combine(b)), b.combine(c).combine(a)
        }) {
      assertThat(Inputs.relativeError(softmax.loss(v, own, all), whole)).isLessThan(1e-13);
      assertThat(Inputs.relativeError(all.expectedRow(), softmax.partial(v, bank).expectedRow()))
          .isLessThan(1e-12);
    }
  }

  /**
   * Logits of some hundreds, which a float's exponential cannot hold, in rising and falling order.
   */
  @Test
  void largeLogitsStayFinite() {
    Tensor direction = Inputs.unitRows(1, 1, 16, ScalarType.Float);
    Tensor scales = torch.linspace(new Scalar(-1f), new Scalar(1f), 200).unsqueeze(1);
    Tensor bank = scales.mul(direction); // [200, 16], logits from -500 to 500
    for (Tensor rows : new Tensor[] {bank, bank.flip(0)}) {
      Tensor v = Inputs.leaf(direction.repeat(3, 1));
      Tensor indices = Inputs.indices(2, 200, 3);
      Tensor loss = new NonParametricSoftmax(0.002, 16).loss(v, indices, rows);
      Tensor expected =
          torch.cross_entropy(v.detach().mm(rows.t()).div(new Scalar(0.002)), indices);
      assertThat(Inputs.relativeError(loss, expected)).isLessThan(1e-5);
      assertThat(torch.isfinite(Inputs.gradient(loss, v)).all().item_bool()).isTrue();
    }
  }

  @Test
  void theGradientIsScaledByWhatFollows() {
    Tensor bank = Inputs.unitRows(1, 50, 8, ScalarType.Double);
    Tensor indices = Inputs.indices(2, 50, 4);
    Tensor v = Inputs.leaf(Inputs.unitRows(3, 4, 8, ScalarType.Double));
    Tensor w = Inputs.leaf(v);
    NonParametricSoftmax softmax = new NonParametricSoftmax(TAU, 16);
    Tensor tripled = Inputs.gradient(softmax.loss(v, indices, bank).mul(new Scalar(3.0)), v);
    assertThat(
            Inputs.relativeError(
                tripled, Inputs.gradient(softmax.loss(w, indices, bank), w).mul(new Scalar(3.0))))
        .isLessThan(1e-14);
    assertThat(bank.requires_grad()).isFalse();
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> new NonParametricSoftmax(0, 8))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tau must be positive but is 0.0");
    assertThatThrownBy(() -> new NonParametricSoftmax(Double.NaN, 8))
        .hasMessageStartingWith("tau must be positive");
    assertThatThrownBy(() -> new NonParametricSoftmax(1, 0))
        .hasMessage("chunk must be at least 1 but is 0");
    Tensor bank = Inputs.unitRows(1, 50, 8, ScalarType.Float);
    Tensor v = Inputs.unitRows(1, 4, 9, ScalarType.Float);
    NonParametricSoftmax softmax = new NonParametricSoftmax(1, 8);
    assertThatThrownBy(() -> softmax.loss(v, Inputs.indices(1, 50, 4), bank))
        .hasMessage(
            "features and the bank must be matrices with rows of one size but are [4, 9] and [50, 8]");
    assertThatThrownBy(() -> softmax.loss(bank, Inputs.indices(1, 50, 4), bank))
        .hasMessage("indices must hold one number for each of 50 rows but is [4]");
    assertThatThrownBy(
            () -> softmax.loss(bank.to(ScalarType.Double), Inputs.indices(1, 50, 50), bank))
        .hasMessage("features and the bank must have one type but are Double and Float");
  }

  @Test
  void partsOfAnotherShapeOrTypeAreNamed() {
    Tensor v = Inputs.unitRows(1, 3, 8, ScalarType.Float);
    NonParametricSoftmax softmax = new NonParametricSoftmax(0.1, 16);
    assertThatThrownBy(() -> softmax.partial(v, Inputs.unitRows(2, 5, 4, ScalarType.Float)))
        .hasMessage(
            "queries and rows must be matrices with rows of one size but are [3, 8] and [5, 4]");
    assertThatThrownBy(() -> softmax.partial(v, Inputs.unitRows(2, 5, 8, ScalarType.Double)))
        .hasMessage("queries and rows must have one type but are Float and Double");
    assertThatThrownBy(() -> softmax.loss(v, v.narrow(0, 0, 2), softmax.partial(v, v)))
        .hasMessage(
            "features and their bank rows must have as many rows but are [3, 8] and [2, 8]");
    assertThatThrownBy(() -> SoftmaxPartial.of(v, v, 0))
        .hasMessage("tile must be at least 1 but is 0");
  }
}
