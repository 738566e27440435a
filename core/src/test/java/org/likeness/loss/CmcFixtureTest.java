package org.likeness.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.torch.Torch;

/** Both directions of CMC against {@code cmc}: NCE with its two constants, and the softmax. */
final class CmcFixtureTest {
  private final Fixture fixture = Fixture.read("cmc");
  private final Tensor candidates =
      torch.cat(
          new TensorVector(fixture.longs("indices").unsqueeze(1), fixture.longs("negatives")), 1);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void nce(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    Tensor l = nce("l", "bank_ab", "Z_l", type);
    Tensor ab = nce("ab", "bank_l", "Z_ab", type);
    fixture.assertMatches("loss", l.add(ab));
  }

  private Tensor nce(String half, String bank, String zKey, ScalarType type) {
    NoiseContrastive nce = new NoiseContrastive(fixture.number("tau"), fixture.number("eps"));
    Tensor v = Inputs.leaf(fixture.tensor("features_" + half, type));
    Tensor rows = fixture.tensor(bank, type);
    double z = NoiseContrastive.estimateZ(nce.scores(v, candidates, rows), fixture.integer("n"));
    double limit = type == ScalarType.Double ? 1e-9 : 1e-4;
    assertThat(z).isCloseTo(fixture.number(zKey), within(limit * fixture.number(zKey)));
    Tensor loss = nce.loss(v, candidates, rows, z);
    fixture.assertMatches("loss_" + half, loss);
    fixture.assertMatches("grad_" + half, Inputs.gradient(loss, v));
    return loss.detach();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void softmax(String typeName) {
    ScalarType type = ScalarType.valueOf(typeName);
    Tensor l = softmax("l", "bank_ab", type);
    Tensor ab = softmax("ab", "bank_l", type);
    fixture.assertMatches("loss_softmax", l.add(ab));
  }

  private Tensor softmax(String half, String bank, ScalarType type) {
    Tensor v = Inputs.leaf(fixture.tensor("features_" + half, type));
    Tensor loss =
        new SampledSoftmax(fixture.number("tau")).loss(v, candidates, fixture.tensor(bank, type));
    fixture.assertMatches("grad_" + half + "_softmax", Inputs.gradient(loss, v));
    return loss.detach();
  }
}
