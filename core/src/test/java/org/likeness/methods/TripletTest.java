package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.Fixture;
import org.likeness.data.Batch;
import org.likeness.method.Step;
import org.likeness.methods.Triplet.Negative;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** {@link Triplet} with an identity for its network. */
final class TripletTest {
  private static final int B = 3;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Triplet method(Negative negatives, double margin, int dim) {
    return new Triplet(
        IdentityBackbone.ingredients(B, B),
        new Triplet.Options(negatives, margin, dim),
        IdentityBackbone.network(dim));
  }

  private static Batch batch(Tensor x, int b) {
    long[] indices = new long[b];
    Arrays.setAll(indices, i -> i);
    return new Batch(
        List.of(x.narrow(0, 0, b), x.narrow(0, b, b)), Tensors.of(indices, b), Optional.empty());
  }

  @Test
  void hardNegativesMatchTheFixture() {
    Fixture f = Fixture.read("triplet");
    Tensor x = f.tensor("features", ScalarType.Double);
    Triplet method = method(Negative.HARD, f.number("margin"), f.integer("dim"));
    f.assertMatches(
        "loss_hard", method.loss(batch(x, f.integer("batch")), new Step(0, 10, 0, 1)).value());
  }

  /**
   * With a negative far beyond the margin for one choice only, the loss tells which row was drawn:
   * all rows of other images are, none of the anchor's own.
   */
  @Test
  void randomNegativesAreAllRowsOfOtherImages() {
    double[] angles = {0, 0.5, 1.1, 1.8, 2.4, 2.9}; // all distances differ
    double[] rows = new double[12];
    for (int i = 0; i < 6; i++) {
      rows[2 * i] = Math.cos(angles[i]);
      rows[2 * i + 1] = Math.sin(angles[i]);
    }
    Tensor x = Tensors.of(rows, 6, 2);
    List<Set<Double>> possible = new ArrayList<>();
    for (int i = 0; i < B; i++) {
      Set<Double> of = new HashSet<>();
      for (int n = 0; n < 6; n++) {
        if (n % B != i) {
          of.add(10 + squared(angles[i], angles[i + B]) - squared(angles[i], angles[n]));
        }
      }
      possible.add(of);
    }
    Set<Double> expected = new HashSet<>();
    for (double a : possible.get(0)) {
      for (double b : possible.get(1)) {
        possible.get(2).forEach(c -> expected.add(rounded((a + b + c) / 3)));
      }
    }
    Triplet method = method(Negative.RANDOM, 10, 2); // never beyond the margin
    Set<Double> seen = new HashSet<>();
    for (int s = 0; s < 600; s++) {
      seen.add(rounded(method.loss(batch(x, B), new Step(s, 600, 0, 1)).value().item_double()));
    }
    assertThat(seen).isEqualTo(expected);
  }

  private static double squared(double a, double b) {
    return 2 - 2 * Math.cos(a - b);
  }

  private static double rounded(double value) {
    return Math.round(value * 1e9) / 1e9;
  }

  @Test
  void aBatchOfOneImageHasALossOfZero() {
    Tensor x = Tensors.of(new double[] {1, 0, 0, 1}, 2, 2).set_requires_grad(true);
    for (Negative negative : Negative.values()) {
      Tensor loss = method(negative, 0.5, 2).loss(batch(x, 1), new Step(0, 10, 0, 1)).value();
      loss.backward();
      assertThat(loss.item_double()).isCloseTo(0, within(0.0));
    }
  }
}
