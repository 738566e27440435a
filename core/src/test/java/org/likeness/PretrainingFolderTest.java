package org.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.io.Json;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunLayout;

/** What a run does to its folder, and to no other. */
final class PretrainingFolderTest {
  @TempDir static Path shared;
  private static Path labelled = Path.of("");

  @TempDir Path folder;

  @BeforeAll
  static void drawImages() {
    labelled = TinyFolder.labelled(shared.resolve("labelled"), 16);
  }

  @Test
  void aRunAmongTheImagesIsNotLearntFrom() throws IOException {
    Path images = TinyFolder.labelled(folder.resolve("images"), 8);
    Recipe recipe = TinyFolder.recipe(images, "train.epochs=1");
    Pretraining.of(recipe).into(images.resolve("runs/first")).run();
    assertThat(images.resolve("runs/first/figures/neighbours.png")).exists();
    try (PretrainingRun second =
        Pretraining.of(recipe).into(images.resolve("runs/second")).prepare()) {
      assertThat(second.data().images()).isEqualTo(24);
      assertThat(second.data().classes()).isEqualTo(3);
    }
    assertThatThrownBy(() -> Pretraining.of(recipe).into(images).prepare())
        .isInstanceOf(InputException.class)
        .hasMessage(images + " contains other files: choose an empty or a new folder");
    assertThat(images.resolve("recipe.yaml")).doesNotExist();
  }

  @Test
  void aRunWithoutEnoughDiskLeavesNoFolder() throws IOException {
    int kept = // checkpoints of 89 MB, of twice the space: others may free some meanwhile
        Math.toIntExact(Files.getFileStore(folder).getUsableSpace() / 40_000_000 + 1);
    Recipe recipe =
        TinyFolder.recipe(labelled)
            .with("backbone.width", 64)
            .with("train.epochs", kept)
            .with("train.keep", IntStream.rangeClosed(1, kept).boxed().toList());
    Path run = folder.resolve("runs/run");
    assertThatThrownBy(() -> Pretraining.of(recipe).into(run).run())
        .isInstanceOf(InputException.class)
        .hasMessageMatching("the run .* needs .* MB for its checkpoints but its disk has .*");
    assertThat(run.getParent()).doesNotExist();
  }

  @Test
  void aRunThatIsDeletedWhileItIsMeasuredClaimsNothing() {
    Path run = folder.resolve("run");
    try (PretrainingRun deleted =
        Pretraining.of(TinyFolder.recipe(labelled, "train.epochs=1")).into(run).prepare()) {
      deleted.train();
      assertThatThrownBy(
              () ->
                  deleted.summarise(
                      (done, total) -> {
                        run.resolve("recipe.yaml").toFile().delete();
                        return true;
                      }))
          .isInstanceOf(RunException.class)
          .hasMessageStartingWith("the run folder " + run + " was deleted, moved or replaced ");
      assertThat(run.resolve("summary.json")).doesNotExist();
      assertThat(run.resolve("figures")).isEmptyDirectory();
    }
  }

  @Test
  void aRefusedResumeLeavesTheRunAsItWas() throws IOException {
    Path run = folder.resolve("run");
    try (PretrainingRun begun =
        Pretraining.of(TinyFolder.recipe(labelled, "train.epochs=1")).into(run).prepare()) {
      begun.train();
    }
    RunLayout layout = new RunLayout(run);
    String recipe = Files.readString(layout.recipe());
    for (Map<String, Object> settings :
        List.<Map<String, Object>>of(
            Map.of("options.dim", 64, "train.epochs", 2), Map.of("train.batch", 1000))) {
      Pretraining refused = Pretraining.resume(layout);
      settings.forEach(refused::set);
      assertThatThrownBy(refused::run).isInstanceOf(InputException.class);
      assertThat(layout.recipe()).content().as(settings.toString()).isEqualTo(recipe);
    }
    Pretraining.resume(layout).set("train.epochs", 2).run();
    assertThat(layout.recipe()).content().contains("epochs: 2");
    assertThat(layout.log()).content().doesNotContain("recipe has changed");
    assertThat(Json.read(layout.summary()).path("epochs").asInt()).isEqualTo(2);
  }

  @Test
  void aFinishedRunKeepsItsRecipe() throws IOException {
    Path run = folder.resolve("run");
    Pretraining.of(TinyFolder.recipe(labelled, "train.epochs=1")).into(run).run();
    RunLayout layout = new RunLayout(run);
    String recipe = Files.readString(layout.recipe());
    String environment = Files.readString(layout.environment());
    Pretraining faster = Pretraining.resume(layout).set("train.lr", 0.25);
    assertThatThrownBy(faster::run)
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the run %s is complete, so another value of train.lr would change nothing: train it for more epochs (train.epochs), or start a new run",
            run);
    Pretraining.resume(layout).set("summary.images", 5).run(); // measures again
    assertThat(layout.recipe()).content().isEqualTo(recipe);
    assertThat(layout.environment()).content().isEqualTo(environment);
    assertThat(layout.log()).content().doesNotContain("recipe has changed");

    Pretraining.resume(layout).set("train.lr", 0.25).set("train.epochs", 2).run();
    assertThat(layout.recipe()).content().contains("lr: 0.25");
    assertThat(layout.log()).content().contains("recipe has changed");
  }
}
