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
import org.likeness.method.Step;
import org.likeness.nn.Activation;
import org.likeness.nn.MlpHead;
import org.likeness.nn.MlpLayer;
import org.likeness.nn.Norm;
import org.likeness.option.OptionRecords;
import org.likeness.torch.Torch;

final class SimClrTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Float", "Double"})
  void theFixtureThroughTheMethod(String type) {
    Fixture f = Fixture.read("simclr_ntxent");
    int b = f.integer("batch");
    SimClr method =
        new SimClr(
            IdentityBackbone.ingredients(b, b),
            OptionRecords.with(SimClr.Options.paper(), "tau", f.number("tau")),
            IdentityBackbone.network(f.integer("dim")));
    Tensor x = f.tensor("projections", ScalarType.valueOf(type)).set_requires_grad(true);
    Tensor loss =
        method
            .loss(
                IdentityBackbone.batch(x.narrow(0, 0, b), x.narrow(0, b, b)), new Step(0, 10, 0, 1))
            .value();
    loss.backward();
    f.assertMatches("loss", loss);
    f.assertMatches("grad_projections", x.grad());
  }

  @Test
  void theHeadIsThatOfTheAuthorsCode() {
    MlpLayer hidden = new MlpLayer(512, false, Norm.BATCH, Activation.RELU);
    MlpLayer last = new MlpLayer(128, false, Norm.BATCH_SCALE, Activation.NONE);
    assertThat(layers(SimClr.Options.paper())).containsExactly(hidden, last);
    assertThat(layers(SimClr.Options.paperV2())).containsExactly(hidden, hidden, last);
    assertThat(layers(OptionRecords.with(SimClr.Options.paper(), "hidden", 9)).get(0).out())
        .isEqualTo(9);
  }

  private static List<MlpLayer> layers(SimClr.Options options) {
    SimClr method = new SimClr(IdentityBackbone.ingredients(8, 4), options);
    MlpHead head = (MlpHead) ((SingleNetwork) method.encoder().network()).head();
    return head.layers();
  }
}
