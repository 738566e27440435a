package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Fixture;
import org.likeness.encoder.SingleNetwork;
import org.likeness.method.Loss;
import org.likeness.method.Step;
import org.likeness.nn.Activation;
import org.likeness.nn.MlpHead;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.Norm;
import org.likeness.nn.Normalize;
import org.likeness.optim.ParameterGroup;
import org.likeness.option.OptionRecords;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class SimSiamTest {
  private static final SimSiam.Options SMALL = new SimSiam.Options(2, 10, 8, 4, true);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void theFixtureThroughTheMethod(String type) {
    Fixture f = Fixture.read("simsiam");
    ScalarType scalars = ScalarType.valueOf(type);
    Tensor p1 = f.tensor("p1", scalars).set_requires_grad(true);
    Tensor p2 = f.tensor("p2", scalars).set_requires_grad(true);
    Tensor z1 = f.tensor("z1", scalars).set_requires_grad(true);
    Tensor loss = loss(f, SMALL, p1, p2, z1, f.tensor("z2", scalars));
    loss.backward();
    f.assertMatches("loss", loss);
    f.assertMatches("grad_p1", p1.grad());
    f.assertMatches("grad_p2", p2.grad());
    assertThat(z1.grad().defined()).as("a gradient of z").isFalse();
  }

  @Test
  void withoutStopGradientTheValueIsTheSameAndTheOtherSideMoves() {
    Fixture f = Fixture.read("simsiam");
    Tensor z1 = f.tensor("z1", ScalarType.Double).set_requires_grad(true);
    Tensor loss =
        loss(
            f,
            OptionRecords.with(SMALL, "stop-gradient", false),
            f.tensor("p1", ScalarType.Double),
            f.tensor("p2", ScalarType.Double),
            z1,
            f.tensor("z2", ScalarType.Double));
    loss.backward();
    f.assertMatches("loss", loss);
    assertThat(z1.grad().abs().sum().item_double()).isGreaterThan(0.01);
  }

  private static Tensor loss(
      Fixture f, SimSiam.Options options, Tensor p1, Tensor p2, Tensor z1, Tensor z2) {
    int b = f.integer("batch");
    SimSiam method =
        new SimSiam(
            IdentityBackbone.ingredients(b, b),
            options,
            IdentityBackbone.network(f.integer("dim")),
            new GivenHead(p1, p2));
    return method.loss(IdentityBackbone.batch(z1, z2), new Step(0, 10, 0, 1)).value();
  }

  /** A projection has a norm at its end, which keeps a batch apart; a prediction has none. */
  @Test
  void aCollapseIsWatchedForInThePrediction() {
    Fixture f = Fixture.read("simsiam");
    Tensor z = f.tensor("z1", ScalarType.Double);
    Tensor p = f.tensor("p1", ScalarType.Double);
    int b = f.integer("batch");
    Loss loss =
        new SimSiam(
                IdentityBackbone.ingredients(b, b),
                SMALL,
                IdentityBackbone.network(f.integer("dim")),
                new GivenHead(p, f.tensor("p2", ScalarType.Double)))
            .loss(IdentityBackbone.batch(z, z), new Step(0, 10, 0, 1));
    assertThat(Tensors.doubles(loss.features())).isEqualTo(Tensors.doubles(Normalize.rows(z)));
    assertThat(Tensors.doubles(loss.watched())).isEqualTo(Tensors.doubles(Normalize.rows(p)));
  }

  /** A loss of -1 is success too. */
  @Test
  void aCollapseShowsInTheSpreadAlone() {
    assertThat(new SimSiam(IdentityBackbone.ingredients(8, 4), SMALL).collapsedLoss(4)).isEmpty();
  }

  @Test
  void theProjectorEndsWithANormWithoutParametersAndThePredictorKeepsItsRate() {
    SimSiam method = new SimSiam(IdentityBackbone.ingredients(8, 4), SMALL);
    MlpHead head = (MlpHead) ((SingleNetwork) method.encoder().network()).head();
    assertThat(head.layers())
        .containsExactly(
            new MlpLayer(10, false, Norm.BATCH, Activation.RELU),
            new MlpLayer(8, false, Norm.BATCH_PLAIN, Activation.NONE));
    List<ParameterGroup> groups = method.trainable();
    assertThat(groups).extracting(ParameterGroup::followsSchedule).containsExactly(true, false);
    assertThat(groups.get(1).parameters()).hasSize(5); // two matrices, two of the norm, a bias
    assertThat(groups).allMatch(ParameterGroup::decay);
  }
}
