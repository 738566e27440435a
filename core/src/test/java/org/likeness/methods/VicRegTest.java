package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.Fixture;
import org.likeness.loss.VarianceCovariance;
import org.likeness.method.Loss;
import org.likeness.method.Step;
import org.likeness.method.Term;
import org.likeness.option.OptionRecords;
import org.likeness.torch.Torch;

final class VicRegTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @ParameterizedTest
  @CsvSource({
    "Float, PAPER, paper",
    "Double, PAPER, paper",
    "Float, RELEASED, code",
    "Double, RELEASED, code"
  })
  void theFixtureThroughTheMethod(String type, VarianceCovariance.Form form, String key) {
    Fixture f = Fixture.read("vicreg");
    int b = f.integer("batch");
    ScalarType scalars = ScalarType.valueOf(type);
    Tensor z1 = f.tensor("z1", scalars).set_requires_grad(true);
    Tensor z2 = f.tensor("z2", scalars).set_requires_grad(true);
    VicReg.Options options = OptionRecords.with(VicReg.Options.paper(), "form", form);
    for (String part : List.of("invariance", "variance", "covariance")) {
      options = OptionRecords.with(options, part, f.number(part + "_weight"));
    }
    VicReg method =
        new VicReg(
            IdentityBackbone.ingredients(b, b),
            options,
            IdentityBackbone.network(f.integer("dim")));
    Loss loss = method.loss(IdentityBackbone.batch(z1, z2), new Step(0, 10, 0, 1));
    loss.value().backward();
    f.assertMatches(key + "/loss", loss.value());
    f.assertMatches(key + "/grad_z1", z1.grad());
    f.assertMatches(key + "/grad_z2", z2.grad());
    assertThat(loss.terms())
        .extracting(Term::name)
        .containsExactly("invariance", "variance", "covariance");
  }
}
