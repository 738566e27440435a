package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class TripletMarginTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** On a circle, by hand: squared distances 1, 4 and 2. */
  @Test
  void valuesByHand() {
    Tensor f = Tensors.of(new double[] {1, 0, -1, 0}, 2, 2);
    double half = Math.sqrt(3) / 2;
    Tensor g = Tensors.of(new double[] {0.5, half, 0, 1}, 2, 2); // distances 1 and 2
    TripletMargin triplet = new TripletMargin(0.5);
    // Anchor 0, negative -1,0: 0.5 + 1 - 4 is below 0. Anchor 1, negative 1,0: 0.5 + 2 - 4 too.
    assertThat(triplet.loss(f, g, Tensors.of(new long[] {1, 0}, 2)).item_double()).isEqualTo(0);
    // Anchor 0, negative 0,1: 0.5 + 1 - 2 is below 0. Anchor 1, negative (0.5, half), 3 away.
    assertThat(triplet.loss(f, g, Tensors.of(new long[] {3, 2}, 2)).item_double()).isEqualTo(0);
    assertThat(new TripletMargin(2).loss(f, g, Tensors.of(new long[] {3, 2}, 2)).item_double())
        .isCloseTo((2 + 1 - 2 + 2 + 2 - 3) / 2.0, within(1e-12));
  }

  @Test
  void theHardestIsNeverOfTheSameImage() {
    Tensor f = Inputs.unitRows(1, 9, 3, ScalarType.Float);
    Tensor g = f.clone(); // every positive is at distance 0
    long[] hardest = Tensors.longs(TripletMargin.hardest(f, g));
    for (int i = 0; i < hardest.length; i++) {
      assertThat(hardest[i] % 9).isNotEqualTo(i);
    }
  }

  @Test
  void equalEmbeddingsGiveTheMargin() {
    Tensor one = Inputs.unitRows(1, 1, 8, ScalarType.Double).repeat(4, 1);
    Tensor negatives = TripletMargin.hardest(one, one);
    assertThat(new TripletMargin(0.3).loss(one, one, negatives).item_double())
        .isCloseTo(Collapse.triplet(0.3), within(1e-12));
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> new TripletMargin(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("margin must be positive but is 0.0");
    Tensor f = Inputs.unitRows(1, 3, 4, ScalarType.Float);
    assertThatThrownBy(() -> new TripletMargin(1).loss(f, f, Tensors.of(new long[] {1}, 1)))
        .hasMessage("negatives must hold one number for each of 3 rows but is [1]");
  }
}
