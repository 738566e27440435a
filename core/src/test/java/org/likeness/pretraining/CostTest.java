package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.data.LoaderOptions;
import org.likeness.evaluate.SmallImages;
import org.likeness.method.Method;
import org.likeness.method.ParameterGroup;
import org.likeness.recipe.Recipe;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class CostTest {
  /** All that a checkpoint would hold, to the last bit. */
  private record Values(Map<String, List<Float>> tensors, Map<String, Double> scalars) {
    static Values of(Method method) {
      Map<String, List<Float>> tensors = new TreeMap<>();
      try (Scope scope = Scope.openNoGrad()) {
        method.state().tensors().forEach((name, tensor) -> tensors.put(name, numbers(tensor)));
      }
      return new Values(tensors, method.state().scalars());
    }

    private static List<Float> numbers(Tensor tensor) {
      List<Float> list = new ArrayList<>();
      for (float value : Tensors.floats(tensor.to(ScalarType.Float))) {
        list.add(value);
      }
      return list;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "invaspread, ''",
    "instdisc, loss=nce",
    "instdisc, bank-precision=bfloat16",
    "instdisc, channels-last=true"
  })
  void measuringLeavesTheMethodAsItWas(String name, String setting) {
    Torch.require();
    Recipe recipe = Recipe.empty("test");
    for (String each :
        List.of("method=" + name, "backbone.width=8", "view.size=12", "train.batch=8", setting)) {
      recipe = each.isEmpty() ? recipe : recipe.with(each);
    }
    PretrainRecipe bound = PretrainRecipe.of(recipe);
    Method method = bound.build(24);
    Values before = Values.of(method);
    Cost cost =
        Cost.measure(
            method,
            new SmallImages(24, false),
            LoaderOptions.training(8).withWorkers(1),
            bound.train(),
            3,
            2);
    assertThat(cost.secondsPerEpoch()).isPositive();
    assertThat(Values.of(method)).isEqualTo(before);
    for (ParameterGroup group : method.trainable()) {
      assertThat(group.parameters()).noneMatch(parameter -> parameter.grad().defined());
    }
  }

  @Test
  void thePhraseSaysOneEpochOnce() {
    assertThat(new Cost(7.24, 40, 900_000_000L).phrase())
        .isEqualTo("about 7.2 s of training an epoch, 5 min for 40 epochs, 0.9 GB of memory");
    assertThat(new Cost(100, 1, 2_100_000_000L).phrase())
        .isEqualTo("about 2 min of training an epoch, 2.1 GB of memory");
  }
}
