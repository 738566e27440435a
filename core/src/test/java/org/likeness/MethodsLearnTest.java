package org.likeness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.features.FeatureProgress;
import org.likeness.methods.Methods;
import org.likeness.pretraining.Column;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.pretraining.Summary;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;
import org.likeness.torch.Torch;

/**
 * Every method learns: on 1,800 training images of Fashion-MNIST, from one seed, with the method's
 * own defaults and a ResNet-18 of width 8. Compared is kNN of the 500 test images on backbone
 * features (k = 20, tau = 0.1) before and after. {@code mvn -Plearning test} runs these tests;
 * {@link LearningTest} has four that run always.
 */
@Tag("learning")
final class MethodsLearnTest {
  private static final Path IMAGES = Path.of("src/test/resources/fashion-mnist");
  private static final int EPOCHS = 8;
  private static final List<String> SETTINGS =
      List.of(
          "backbone.width=8",
          "view.size=28",
          "train.threads=2",
          "train.channels-last=false",
          "monitor.every=0",
          "summary.features=backbone",
          "summary.knn.k=20");

  @TempDir Path folder;

  @BeforeAll
  static void loadTorch() {
    Torch.require();
  }

  /**
   * Steps and gain are stated beside each method; the gain is about half of what was seen. Batches
   * are those of the method's defaults.
   *
   * @param method by its name
   * @param steps updates of the run
   * @param gain of kNN accuracy over the untrained network, in points
   */
  @ParameterizedTest(name = "{0}: {1} updates, {2} points")
  @CsvSource({
    "instdisc, 224, 13",
    "invaspread, 112, 18",
    "supervised, 112, 19",
    "exemplar, 224, 12",
    "triplet, 112, 17",
    "deepcluster, 448, 16",
    "cpc, 448, 7",
    "moco-v1, 224, 18",
    "moco-v2, 224, 15",
    "moco-v3, 112, 16",
    "simclr-v1, 112, 18",
    "simclr-v2, 112, 17",
    "byol, 224, 11",
    "swav, 224, 4",
    "simsiam, 224, 6",
    "dino, 224, 7",
    "barlow-twins, 224, 16",
    "vicreg, 224, 18",
  })
  void learns(String method, long steps, double gain) {
    Recipe recipe = Recipes.named("small").with("data.source", IMAGES);
    gains(recipe, method, steps, gain);
  }

  /** A new method gets a line of its own. */
  @Test
  void everyMethodIsHere() throws NoSuchMethodException {
    CsvSource lines =
        MethodsLearnTest.class
            .getDeclaredMethod("learns", String.class, long.class, double.class)
            .getAnnotation(CsvSource.class);
    assertThat(lines).isNotNull();
    List<String> names = new ArrayList<>(List.of("cmc"));
    for (String line : lines.value()) {
      names.add(line.substring(0, line.indexOf(',')));
    }
    assertThat(names).containsExactlyInAnyOrderElementsOf(Methods.names());
  }

  /** On the included emoji: grey images have nothing that the half of the colours could learn. */
  @Test
  void cmc() {
    gains(Recipes.named("emoji").with("data.source", Path.of("../samples/emoji")), "cmc", 784, 2.5);
  }

  private void gains(Recipe data, String method, long steps, double gain) {
    Recipe recipe = data.with("method", method).withAll(SETTINGS).with("train.epochs", EPOCHS);
    try (PretrainingRun run = Pretraining.of(recipe).into(folder.resolve(method)).prepare()) {
      assertThat(run.train().step()).isEqualTo(steps);
      Summary summary = run.summarise(FeatureProgress.NONE);
      List<Double> knn = new ArrayList<>();
      for (Column column : summary.columns()) {
        knn.add(column.score("knn").orElseThrow().value());
      }
      assertThat(knn.get(2))
          .as("raw pixels, untrained, trained: %s", knn)
          .isGreaterThan(knn.get(1) + gain / 100);
    }
  }
}
