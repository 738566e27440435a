package org.likeness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.load.LoaderOptions;
import org.likeness.evaluate.spread.Spread;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.NetworkEmbedder;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;
import org.likeness.torch.Scope;
import org.likeness.torch.Torch;
import org.likeness.train.TrainingListener;
import org.likeness.train.Warning;

/**
 * What keeps SimSiam and BYOL from collapsing: without it the embeddings of 500 test images of
 * Fashion-MNIST spread over a fraction of what they do with it, after as many steps on 1,800
 * training images, and the run warns.
 */
@Tag("slow")
final class CollapseTest {
  private static final Path IMAGES = Path.of("src/test/resources/fashion-mnist");
  private static final long STEPS_PER_EPOCH = 28;

  @TempDir Path folder;

  @BeforeAll
  static void loadTorch() {
    Torch.require();
  }

  /** Spread of the test images, and whether a collapse was warned about. */
  private record Seen(double spread, boolean warned) {}

  /** Seen after 168 steps: 0.902 with stop-gradient, 0.038 without. */
  @Test
  void simSiamWithoutStopGradient() {
    Seen with = train("simsiam", 6, "options.stop-gradient=true");
    Seen without = train("simsiam", 6, "options.stop-gradient=false");
    assertThat(without.spread()).isLessThan(with.spread() / 10);
    assertThat(with.warned()).isFalse();
    assertThat(without.warned()).isTrue();
  }

  /** Seen in the batches after 84 steps: 0.79 with predictor, 0.04 without. */
  @Test
  void byolWithoutPredictor() {
    Seen with = train("byol", 3, "options.predictor=true");
    Seen without = train("byol", 3, "options.predictor=false");
    assertThat(without.spread()).isLessThan(with.spread() / 3);
    assertThat(with.warned()).isFalse();
    assertThat(without.warned()).isTrue();
  }

  private Seen train(String method, int epochs, String option) {
    Recipe recipe =
        Recipes.named("small")
            .with("data.source", IMAGES)
            .with("method", method)
            .withAll(
                List.of(
                    "backbone.width=8",
                    "view.size=28",
                    "train.epochs=" + epochs,
                    "train.batch=64",
                    "train.lr=0.06",
                    "train.threads=2",
                    "train.channels-last=false",
                    "monitor.every=0",
                    option));
    List<String> warnings = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onWarning(Warning warning) {
            warnings.add(warning.message());
          }
        };
    try (PretrainingRun run =
        Pretraining.of(recipe).into(folder.resolve(option)).listen(listener).prepare()) {
      assertThat(run.train().step()).isEqualTo(epochs * STEPS_PER_EPOCH);
      Features features =
          new Features(
              new NetworkEmbedder(run.method().encoder(), FeatureKind.HEAD),
              LoaderOptions.everyImage(100));
      try (Scope scope = Scope.openNoGrad()) {
        Spread spread = Spread.of(features.of(run.parts().test(), FeatureProgress.NONE).matrix());
        return new Seen(
            spread.std(),
            warnings.stream()
                .anyMatch(
                    text -> text.startsWith("the embeddings of different images are nearly")));
      }
    }
  }
}
