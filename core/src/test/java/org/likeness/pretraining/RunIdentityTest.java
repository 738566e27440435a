package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.data.DataFingerprint;
import org.likeness.error.InputException;
import org.likeness.io.Json;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;
import org.likeness.run.RunLayout;

final class RunIdentityTest {
  private static final DataFingerprint IMAGES =
      new DataFingerprint("a", 10, 10, 2, "ab".repeat(32));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train.workers=3",
        "train.threads=1",
        "train.checkpoint-epochs=2",
        "train.checkpoint-minutes=1",
        "train.checkpoint-steps=7",
        "train.keep=[1]",
        "train.log-steps=3",
        "train.channels-last=false",
        "data.source=elsewhere",
        "data.root=elsewhere",
        "data.download=false",
        "data.threads=4",
        "data.index=elsewhere",
        "data.max-skipped=0.2",
        "train.device=cuda",
        "card.images-licence=CC0",
        "summary.images=20",
        "summary.knn.k=[7]",
        "train.lr-scaling=none",
        "options.tau=0.1"
      })
  void valuesWithoutEffectDoNotCount(String setting) {
    assertThat(of(setting)).isEqualTo(of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train.lr=0.01",
        "optimizer.decay-all=false",
        "train.epochs=3",
        "train.best=[knn]",
        "train.precision=bfloat16",
        "train.batch=32",
        "train.accumulate=2",
        "train.drop-last=false",
        "train.patience=4",
        "train.probe=true",
        "method=triplet",
        "options.tau=0.2",
        "view.size=16",
        "view.crop.min=0.4",
        "backbone.width=8",
        "optimizer.momentum=0.8",
        "split.test-share=0.2",
        "monitor.knn.k=5",
        "data.max-pixels=1000"
      })
  void valuesWithAnEffectCount(String setting) {
    assertThat(of(setting).family()).isNotEqualTo(of().family());
  }

  /**
   * Tables of results name runs. Where a new option changes this name, it belongs into the list of
   * later ones; where a default has changed, this name has to.
   */
  @Test
  void theNameOfTheFirstRunStays() {
    PretrainRecipe first = PretrainRecipe.of(Recipes.named("emoji"));
    assertThat(RunIdentity.of(first, IMAGES).name()).isEqualTo("2a4d77cf5c85f050");
  }

  @Test
  void runsOfOneFamilyDifferInTheirSeed() {
    RunIdentity other = of("seed=1");
    assertThat(other.family()).isEqualTo(of().family());
    assertThat(other.hash()).isNotEqualTo(of().hash()).hasSize(64).startsWith(other.name());
  }

  @Test
  void otherImagesAreAnotherRun() {
    DataFingerprint others = new DataFingerprint("a", 10, 10, 2, "cd".repeat(32));
    DataFingerprint renamed = new DataFingerprint("b", 10, 10, 2, IMAGES.hash());
    PretrainRecipe recipe = PretrainRecipe.of(Recipes.named("small"));
    assertThat(RunIdentity.of(recipe, others)).isNotEqualTo(RunIdentity.of(recipe, IMAGES));
    assertThat(RunIdentity.of(recipe, renamed)).isEqualTo(RunIdentity.of(recipe, IMAGES));
  }

  @Test
  void initialWeightsCountByTheirContent() throws IOException {
    Path one = Files.writeString(folder.resolve("one"), "weights");
    Path same = Files.writeString(folder.resolve("same"), "weights");
    Path other = Files.writeString(folder.resolve("other"), "others");
    assertThat(of("init=" + one)).isEqualTo(of("init=" + same)).isNotEqualTo(of());
    assertThat(of("init=" + one)).isNotEqualTo(of("init=" + other));
    assertThatThrownBy(() -> of("init=missing"))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no file missing");
  }

  @Test
  void aFinishedRunIsFoundByWhatItIs() throws IOException {
    Path images = TinyFolder.labelled(folder.resolve("images"), 8);
    Recipe recipe =
        TinyFolder.recipe(images, "train.epochs=1", "monitor.every=0", "summary.evaluations=[]");
    Path runs = folder.resolve("runs");
    RunLayout run = new RunLayout(runs.resolve("any-name"));
    RunIdentity before;
    try (PretrainingRun started = Pretraining.of(recipe).into(run.folder()).prepare()) {
      before = started.identity();
      assertThat(RunIdentity.of(run)).as("nothing is trained yet").isEmpty();
      started.train();
    }
    assertThat(RunIdentity.of(run)).hasValue(before);
    assertThat(RunFinder.find(runs, before)).hasValue(run);
    assertThat(RunFinder.find(runs, new RunIdentity(before.family(), 1))).isEmpty();
    assertThat(RunFinder.find(folder.resolve("none"), before)).isEmpty();
    assertThat(Json.read(run.environment()).path("identity").asText()).isEqualTo(before.hash());
    assertThat(Json.read(run.environment()).path("commit").asText()).isNotEmpty();
    Files.writeString(run.recipe(), "method: nonsense\n");
    assertThat(RunFinder.find(runs, before)).as("a damaged run is passed over").isEmpty();
  }

  private static RunIdentity of(String... settings) {
    return RunIdentity.of(
        PretrainRecipe.of(Recipes.named("small").withAll(List.of(settings))), IMAGES);
  }
}
