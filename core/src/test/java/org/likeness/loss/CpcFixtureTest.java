package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** {@link PatchPrediction} against {@code cpc}, in both forms. */
final class CpcFixtureTest {
  private final Fixture fixture = Fixture.read("cpc");

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void amongAllCells(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    PatchPrediction prediction = new PatchPrediction(fixture.number("embed_scale"));
    int steps = fixture.integer("height") - 1;
    Tensor targets = Inputs.leaf(fixture.tensor("targets", type));
    Tensor predictions = Inputs.leaf(fixture.tensor("predictions", type));
    TensorVector losses = new TensorVector();
    for (int i = 0; i < steps; i++) {
      assertThat(Tensors.longs(PatchPrediction.targets(targets, i + 1)))
          .containsExactly(fixture.integers("target_index/" + i));
      losses.push_back(prediction.loss(predictions, targets, i + 1));
    }
    Tensor each = torch.stack(losses);
    fixture.assertMatches("losses", each);
    fixture.assertMatches("loss", each.sum());
    fixture.assertMatches("grad_predictions", Inputs.gradient(each.sum(), predictions));
    fixture.assertMatches("grad_targets", targets.grad());
  }

  /** Step i counts i times, as in a public implementation. */
  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void weighted(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    PatchPrediction prediction = new PatchPrediction(fixture.number("embed_scale"));
    Tensor targets = fixture.tensor("targets", type);
    Tensor predictions = Inputs.leaf(fixture.tensor("predictions", type));
    Tensor sum = torch.zeros(new long[0], predictions.options());
    for (int i = 0; i < fixture.integer("height") - 1; i++) {
      sum = sum.add(prediction.loss(predictions, targets, i + 1), new Scalar((double) i));
    }
    fixture.assertMatches("loss_weighted", sum);
    fixture.assertMatches("grad_predictions_weighted", Inputs.gradient(sum, predictions));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void amongDrawnCells(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    Fixture v1 = fixture.at("v1");
    int steps = v1.integer("steps_count");
    Tensor z = Inputs.leaf(v1.tensor("encodings", type));
    Tensor c = Inputs.leaf(v1.tensor("context", type));
    Tensor w = Inputs.leaf(v1.tensor("weights", type)); // [K, d, e]
    TensorVector losses = new TensorVector();
    for (int k = 1; k <= steps; k++) {
      int below = k + v1.integer("skip");
      assertThat(Tensors.longs(PatchPrediction.targets(z, below)))
          .containsExactly(v1.integers("positives/" + (k - 1)));
      Tensor p = c.matmul(w.select(0, k - 1L).t()); // [B, h, w, d]
      losses.push_back(new PatchPrediction(1).loss(p, z, below, v1.longs("negatives/" + (k - 1))));
    }
    Tensor each = torch.stack(losses);
    v1.assertMatches("losses", each);
    v1.assertMatches("loss", each.mean());
    v1.assertMatches("grad_encodings", Inputs.gradient(each.mean(), z));
    v1.assertMatches("grad_context", c.grad());
    v1.assertMatches("grad_weights", w.grad());
  }
}
