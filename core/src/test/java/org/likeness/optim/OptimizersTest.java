package org.likeness.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class OptimizersTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void everyOneIsFoundAndMovesParametersDownTheirGradient() {
    for (OptimizerEntry<?> entry : Optimizers.all()) {
      Tensor parameter = torch.ones(3, 2).set_requires_grad(true);
      Tensor frozen = torch.ones(3, 2).set_requires_grad(true);
      Optimizer optimizer =
          Optimizers.named(entry.name())
              .with(entry.defaults())
              .create(
                  List.of(
                      ParameterGroup.of("moved", List.of(parameter)),
                      ParameterGroup.of("without gradient", List.of(frozen))));
      parameter.square().sum().backward();
      optimizer.step(new Rates(0.1, 0.1, 0));
      for (float value : Tensors.floats(parameter)) {
        assertThat(value).as(entry.name()).isLessThan(1);
      }
      assertThat(Tensors.floats(frozen)).containsOnly(1);
      optimizer.step(Rates.none());
      float[] before = Tensors.floats(parameter);
      optimizer.step(Rates.none());
      assertThat(Tensors.floats(parameter)).as("no rate, no move").containsExactly(before);
      optimizer.zeroGradients();
      assertThat(parameter.grad().defined()).isFalse();
    }
  }

  @Test
  void theGroupDecidesWhichRateAndDecayItTakes() {
    Rates rates = new Rates(0.5, 2, 0.1);
    ParameterGroup scheduled = ParameterGroup.of("a", List.of());
    ParameterGroup constant = new ParameterGroup("b", List.of(), false, 3, false, true);
    assertThat(rates.of(scheduled)).isEqualTo(0.5);
    assertThat(rates.decay(scheduled)).isEqualTo(0.1);
    assertThat(rates.of(constant)).isEqualTo(6);
    assertThat(rates.decay(constant)).isZero();
  }

  @Test
  void unknownNamesAndForeignOptionsAreRefused() {
    assertThatThrownBy(() -> Optimizers.named("sdg"))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no optimizer 'sdg', did you mean sgd?");
    record Other(int x) {}
    assertThatThrownBy(() -> Optimizers.named("sgd").with(new Other(1)).create(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sgd does not take");
    assertThatThrownBy(
            () -> Optimizers.named("sgd").with(new Sgd.Options(1, false)).create(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("momentum must be in [0, 1) but is 1");
  }
}
