package org.likeness.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Tensors;
import org.likeness.train.StepSpeed;

/** Training on a GPU, where there is one and libtorch is built for it (profile gpu). */
@Tag("gpu")
final class CudaTest {
  private static final int STEPS = 5;

  @BeforeAll
  static void needsOne() {
    assumeTrue(
        ComputeDevice.CUDA.isAvailable(), "no CUDA device that this build of libtorch can use");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "method=invaspread",
        "method=instdisc",
        "method=instdisc options.loss=nce options.m=64 options.lambda=30",
        "method=instdisc options.bank-precision=bfloat16",
        "method=invaspread train.precision=bfloat16"
      })
  void aStepFindsTheLossOfTheProcessor(String settings) {
    assertThat(firstLoss(settings, ComputeDevice.CUDA))
        .isCloseTo(firstLoss(settings, ComputeDevice.CPU), within(5e-3));
  }

  @Test
  void aMovedTensorIsTheSameToAllWhoHoldIt() {
    Tensor weight = Tensors.of(new float[] {1, 2, 3}, 3).set_requires_grad(true);
    Tensor other = new Tensor(weight);
    ComputeDevice.CUDA.move(List.of(weight));
    assertThat(other.is_cuda()).isTrue();
    weight.square().sum().backward();
    assertThat(Tensors.floats(other.grad())).containsExactly(2, 4, 6);
  }

  private static double firstLoss(String settings, ComputeDevice device) {
    Recipe recipe = Recipes.named("emoji");
    List<String> all = new ArrayList<>(List.of(settings.split(" ")));
    all.addAll(List.of("backbone.width=16", "train.batch=32", "train.device=" + device.label()));
    for (String setting : all) {
      recipe = recipe.with(setting);
    }
    PretrainRecipe bound = PretrainRecipe.of(recipe);
    return StepSpeed.measure(bound.build(100), bound.train(), STEPS, done -> {}).firstLoss();
  }
}
