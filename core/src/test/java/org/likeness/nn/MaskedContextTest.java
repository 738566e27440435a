package org.likeness.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.DoubleStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class MaskedContextTest {
  private static final int F = 6;
  private static final int H = 5;
  private static final int W = 4;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static MaskedContext network(int blocks) {
    return new MaskedContext(F, 7, blocks, new RandomSource(1).stream(Purpose.WEIGHTS, 0, 0));
  }

  private static Tensor cells() {
    RandomStream random = new RandomSource(2).stream(Purpose.EVALUATION, 0, 0);
    float[] values = new float[2 * F * H * W];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensors.of(values, 2, F, H, W).set_requires_grad(true);
  }

  /** For each row: no gradient to rows below it or to another image, and some to its own. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void noRowSeesOneBelowIt(int blocks) {
    MaskedContext network = network(blocks);
    for (int row = 0; row < H; row++) {
      Tensor cells = cells();
      network.forward(cells).select(0, 1).select(1, row).select(1, 2).sum().backward();
      Tensor seen = cells.grad().abs().sum(1); // [2, H, W]
      assertThat(Tensors.doubles(seen.select(0, 0))).containsOnly(0);
      Tensor below = seen.select(0, 1).narrow(0, row + 1L, H - row - 1L);
      assertThat(below.sum().item_double()).isZero();
      assertThat(seen.select(0, 1).select(0, row).sum().item_double()).isPositive();
    }
  }

  /** With as many blocks as rows and columns to go, everything above is seen. */
  @Test
  void theLastRowSeesTheWholeGrid() {
    Tensor cells = cells();
    network(5).forward(cells).select(0, 0).select(1, H - 1).sum().backward();
    assertThat(DoubleStream.of(Tensors.doubles(cells.grad().abs().sum(1).select(0, 0))))
        .allMatch(gradient -> gradient > 0);
  }

  /**
   * One channel, by hand. Of {@code [[1, -4, 2], [3, -5, -2]]} the first map leaves {@code [[1, 0,
   * 2], [3, 0, 0]]}; along the rows, with 1, 2 and -3, that is {@code [[2, -5, 4], [6, 3, 0]]};
   * down the columns, 10 times the row above minus the row, plus 3 and cut at 0, {@code [[1, 8, 0],
   * [17, 0, 43]]}; with 2 more the cells themselves are added, and what is negative becomes 0.
   */
  @Test
  void aBlockByHand() {
    MaskedContext network =
        new MaskedContext(1, 1, 1, new RandomSource(1).stream(Purpose.WEIGHTS, 0, 0));
    Map<String, double[]> values =
        Map.of(
            "0.in.weight", new double[] {1},
            "0.in.bias", new double[] {0},
            "0.across.weight", new double[] {1, 2, -3},
            "0.across.bias", new double[] {0},
            "0.down.weight", new double[] {10, -1},
            "0.down.bias", new double[] {3},
            "0.out.weight", new double[] {1},
            "0.out.bias", new double[] {2});
    network
        .weights()
        .forEach(
            (name, tensor) ->
                Tensors.copy(
                    Tensors.of(values.get(name), Tensors.shape(tensor)).to(ScalarType.Float),
                    tensor));
    Tensor context = network.forward(Tensors.of(new float[] {1, -4, 2, 3, -5, -2}, 1, 1, 2, 3));
    assertThat(Tensors.floats(context)).containsExactly(4, 6, 4, 22, 0, 43);
  }

  @Test
  void withoutBlocksTheContextIsTheCells() {
    Tensor cells = cells();
    assertThat(Tensors.floats(network(0).forward(cells))).containsExactly(Tensors.floats(cells));
    assertThat(network(0).weights()).isEmpty();
  }

  @Test
  void parametersAreNamedByBlock() {
    assertThat(network(2).weights().keySet())
        .hasSize(16)
        .contains("0.in.weight", "1.across.weight", "1.down.bias", "0.out.bias");
    assertThat(Tensors.shape(network(1).weights().get("0.down.weight")))
        .containsExactly(7, 7, 2, 1);
  }

  @Test
  void refusesWidthsThatMakeNoNetwork() {
    assertThatThrownBy(() -> network(-1)).hasMessageStartingWith("a context network must have");
  }
}
