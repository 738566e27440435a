package org.likeness.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.example.ExampleMethod;
import org.likeness.methods.Methods;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.recipe.Recipe;
import org.likeness.torch.Torch;

final class StepSpeedTest {
  private static final int BATCH = 16;
  private static final int STEPS = 2;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  static List<String> methods() {
    ExampleMethod.registered();
    return Methods.names();
  }

  /** Labels, queues and second networks included. */
  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodIsTimedFromAFiniteFirstLoss(String method) {
    Recipe recipe =
        Recipe.empty("test")
            .with("method=" + method)
            .with("backbone.width=4")
            .with("backbone.stem=cifar")
            .with("view.size=32")
            .with("train.batch=" + BATCH);
    if (method.equals("deepcluster")) { // at most as many clusters as images
      recipe = recipe.with("options.clusters=4");
    }
    PretrainRecipe bound = PretrainRecipe.of(recipe);
    List<Integer> heard = new ArrayList<>();
    StepSpeed speed =
        StepSpeed.measure(
            bound.build(BATCH, StepSpeed.CLASSES),
            bound.train(),
            bound.optimizer(),
            STEPS,
            heard::add);
    assertThat(speed.losses()).hasSize(speed.milliseconds().size() + StepSpeed.WARM_UP);
    assertThat(speed.losses()).allMatch(Double::isFinite);
    assertThat(speed.milliseconds()).hasSize(STEPS).allMatch(time -> time > 0);
    assertThat(heard).containsExactly(1, 2, 3, 4, 5);
    assertThat(speed.batch()).isEqualTo(BATCH);
  }
}
