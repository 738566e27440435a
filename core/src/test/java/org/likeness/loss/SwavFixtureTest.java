package org.likeness.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.nn.Normalize;
import org.likeness.torch.Torch;

/**
 * {@link Sinkhorn} and {@link SwappedPrediction} against {@code swav}; limits are those of {@link
 * Fixture#assertMatches}.
 */
final class SwavFixtureTest {
  private final Fixture fixture = Fixture.read("swav");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void threeIterations(String type) {
    check("", false, ScalarType.valueOf(type));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void oneIteration(String type) {
    check("one_iteration/", false, ScalarType.valueOf(type));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void withQueue(String type) {
    check("with_queue/", true, ScalarType.valueOf(type));
  }

  private void check(String key, boolean queue, ScalarType type) {
    long b = fixture.integer("batch");
    long k = fixture.integer("prototypes_count");
    long crops = fixture.integer("crops");
    Tensor x = Inputs.leaf(fixture.tensor("embeddings", type));
    Tensor prototypes = Inputs.leaf(Normalize.rows(fixture.tensor("prototypes", type)));
    Tensor scores = Normalize.rows(x).mm(prototypes.t()); // [VB, K]
    fixture.assertMatches("scores", scores);
    Sinkhorn sinkhorn =
        new Sinkhorn(fixture.number("epsilon"), fixture.integer(key + "iterations"));
    TensorVector codes = new TensorVector();
    for (long i = 0; i < 2; i++) {
      Tensor rows = scores.narrow(0, i * b, b);
      if (queue) {
        Tensor old = fixture.tensor(key + "queue", type).select(0, i).mm(prototypes.t());
        rows = torch.cat(new TensorVector(old, rows), 0);
      }
      codes.push_back(sinkhorn.codes(rows).narrow(0, rows.size(0) - b, b));
    }
    Tensor assignments = torch.stack(codes, 0); // [2, B, K]
    fixture.assertMatches(key + "assignments", assignments);
    Tensor loss =
        new SwappedPrediction(fixture.number("tau")).loss(assignments, scores.view(crops, b, k));
    fixture.assertMatches(key + "loss", loss);
    fixture.assertMatches(key + "grad_embeddings", Inputs.gradient(loss, x));
    fixture.assertMatches(key + "grad_prototypes", prototypes.grad());
  }
}
