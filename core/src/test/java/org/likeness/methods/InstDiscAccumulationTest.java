package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.data.Batch;
import org.likeness.memory.MemoryBank;
import org.likeness.method.Step;
import org.likeness.recipe.Recipe;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** Batches that are accumulated in one step have negatives of their own. */
final class InstDiscAccumulationTest {
  private static final int N = 40;
  private static final int B = 2;
  private static final int M = 16;
  private static final int D = 4;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void eachBatchOfAStepDrawsItsOwnNegatives() {
    InstDisc.Options options =
        Recipe.parse("options: {loss: nce, m: " + M + ", dim: " + D + "}", "test")
            .bind("options", InstDisc.Options.paper());
    var in = IdentityBackbone.ingredients(N, B);
    MemoryBank bank = options.bankInit().create(N, D, in.random());
    List<String> drawn = new ArrayList<>();
    Negatives uniform = Negatives.uniform(in.random(), N, M);
    Negatives watched =
        (images, step) -> {
          Tensor rows = uniform.draw(images, step);
          drawn.add(java.util.Arrays.toString(Tensors.longs(rows)));
          return rows;
        };
    InstDisc method = new InstDisc(in, options, IdentityBackbone.network(D), bank, watched);
    for (int s = 0; s < 2; s++) {
      Step step = new Step(s, 10, 0, 1);
      try (Scope scope = Scope.open()) {
        method.loss(batch(0), step);
        method.loss(batch(B), step.at(1));
        method.loss(batch(2 * B), step.at(2));
        method.afterStep(step);
      }
    }
    assertThat(drawn).hasSize(6).doesNotHaveDuplicates();
  }

  private static Batch batch(int first) {
    float[] rows = new float[B * D];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (first + i) % 5 - 2 + 0.1f * i;
    }
    return new Batch(
        List.of(Tensors.of(rows, B, D)),
        Tensors.of(new long[] {first, first + 1}, B),
        Optional.empty());
  }
}
