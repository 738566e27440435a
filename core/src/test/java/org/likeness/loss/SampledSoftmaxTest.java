package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class SampledSoftmaxTest {
  private static final double TAU = 0.2;
  private static final int N = 90;
  private static final int D = 16;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** The formula as written, gradient by autograd. */
  private static Tensor plain(Tensor v, Tensor candidates, Tensor bank) {
    Tensor rows =
        bank.index_select(0, candidates.flatten()).view(v.size(0), candidates.size(1), v.size(1));
    Tensor e = rows.mul(v.unsqueeze(1)).sum(2).div(new Scalar(TAU)).exp();
    return e.select(1, 0).div(e.sum(1)).log().mean().neg();
  }

  @ParameterizedTest
  @CsvSource({
    "Float, 2e-5, 1, 4",
    "Float, 2e-5, 70, 5",
    "Double, 1e-12, 1, 1",
    "Double, 1e-12, 30, 7"
  })
  void valueAndGradientAreThoseOfThePlainTwin(String type, double limit, int m, int images) {
    ScalarType precision = ScalarType.valueOf(type);
    Tensor bank = Inputs.unitRows(1, N, D, precision);
    Tensor candidates = Inputs.indices(3, N, images, 1 + m);
    Tensor v = Inputs.leaf(Inputs.unitRows(4, images, D, precision));
    Tensor expected = plain(v, candidates, bank);
    Tensor w = Inputs.leaf(v);
    SampledSoftmax softmax = new SampledSoftmax(TAU);
    Tensor loss = softmax.loss(w, candidates, bank);
    assertThat(Inputs.relativeError(loss, expected)).isLessThan(limit);
    assertThat(Inputs.relativeError(Inputs.gradient(loss, w), Inputs.gradient(expected, v)))
        .isLessThan(limit);
    Tensor one = torch.zeros(new long[0], w.options());
    Tensor all = torch.zeros(new long[0], w.options());
    Tensor gradient = softmax.oneByOne(w.detach(), candidates, bank, one);
    assertThat(Inputs.relativeError(softmax.together(w.detach(), candidates, bank, all), gradient))
        .isLessThan(limit);
    assertThat(Inputs.relativeError(all, one)).isLessThan(limit);
  }

  /** With every other row once among the candidates it is the exact softmax. */
  @Test
  void overAllRowsItIsTheExactSoftmax() {
    Tensor bank = Inputs.unitRows(1, N, D, ScalarType.Double);
    Tensor v = Inputs.unitRows(4, 1, D, ScalarType.Double);
    long[] candidates =
        LongStream.concat(LongStream.of(7), LongStream.range(0, N).filter(i -> i != 7)).toArray();
    double sampled =
        new SampledSoftmax(TAU).loss(v, Tensors.of(candidates, 1, N), bank).item_double();
    double exact =
        new NonParametricSoftmax(TAU, 16)
            .loss(v, Tensors.of(new long[] {7}, 1), bank)
            .item_double();
    assertThat(sampled).isCloseTo(exact, within(1e-12));
  }

  @Test
  void equalRowsGiveTheCollapsedLoss() {
    Tensor row = Inputs.unitRows(1, 1, D, ScalarType.Double);
    Tensor bank = row.expand(new long[] {N, D}).contiguous();
    Tensor v = row.expand(new long[] {3, D}).contiguous();
    double loss = new SampledSoftmax(0.07).loss(v, Inputs.indices(2, N, 3, 13), bank).item_double();
    assertThat(loss).isCloseTo(Collapse.oneAmong(12), within(1e-12));
  }

  @Test
  void refusesWhatItCannotCompute() {
    assertThatThrownBy(() -> new SampledSoftmax(0)).hasMessage("tau must be positive but is 0.0");
    Tensor v = Inputs.unitRows(1, 2, D, ScalarType.Float);
    Tensor own = Tensors.of(new long[] {0, 1}, 2, 1);
    assertThatThrownBy(() -> new SampledSoftmax(TAU).loss(v, own, v))
        .hasMessageStartingWith("candidates must hold, for each of 2 rows");
  }
}
