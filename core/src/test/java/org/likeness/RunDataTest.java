package org.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.TrainingData;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.pretraining.RunPaths;
import org.likeness.pretraining.Summary;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;

/** A run knows its images again. */
final class RunDataTest {
  @TempDir Path folder;
  private Path images = Path.of("");
  private RunLayout run = new RunLayout(Path.of(""));

  @BeforeEach
  void train() {
    images = TinyFolder.labelled(folder.resolve("images"), 8);
    run = new RunLayout(folder.resolve("run"));
    Path relative = Path.of("").toAbsolutePath().relativize(images.toAbsolutePath());
    Pretraining.of(recipe(relative)).into(run.folder()).run();
  }

  private static Recipe recipe(Path source) {
    return TinyFolder.recipe(
        source, "train.epochs=1", "monitor.evaluations=[]", "summary.evaluations=[spread]");
  }

  /** Writes the recipe as if it had been started in another folder. */
  private void startedElsewhere() throws IOException {
    String source = RunData.read(run).orElseThrow().paths().keySet().iterator().next();
    replace(run.recipe(), '"' + source + '"', "photos");
    replace(run.data(), '"' + source + '"', "\"photos\"");
  }

  private static void replace(Path file, String text, String by) throws IOException {
    Files.writeString(file, Files.readString(file).replace(text, by));
  }

  @Test
  void theEncoderKnowsTheDataOfItsRun() {
    TrainingData data = RunData.read(run).orElseThrow().data();
    assertThat(data.fingerprint().name()).isEqualTo("images");
    assertThat(data.fingerprint().images()).isEqualTo(24);
    assertThat(data.split()).containsEntry("validation-share", "0.2");
    assertThat(Encoder.load(run.folder()).trainingData()).contains(data);
    assertThat(run.images()).content().hasLineCount(25).contains("kind0/0.png,20,20,kind0,,\n");
  }

  @Test
  void imagesAreFoundFromAnotherWorkingFolder() throws IOException {
    startedElsewhere();
    String recipe = Files.readString(run.recipe());
    assertThat(recipe).contains("source: photos\n");
    PretrainRecipe located = RunPaths.recipe(run);
    assertThat(Path.of(located.data().source())).isAbsolute().isDirectory();
    assertThat(located.resolved().toYaml()).isEqualTo(recipe);
    Summary summary = Pretraining.resume(run).set("train.epochs", 2).run();
    assertThat(summary.epochs()).isEqualTo(2);
    assertThat(Files.readString(run.recipe()))
        .isEqualTo(recipe.replace("\n  epochs: 1", "\n  epochs: 2"));
    assertThat(RunData.read(run).orElseThrow().locate("photos")).isEqualTo(images.toString());

    Path moved = Files.move(images, folder.resolve("moved"));
    assertThatThrownBy(() -> Pretraining.resume(run).prepare())
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "the images of the run, " + images + ", cannot be opened: there is no")
        .hasMessageEndingWith(
            "; restore them, name their folder with data.source, or start a new run");
    Pretraining.resume(run).set("data.source", moved).prepare().close();
  }

  @Test
  void aResumeThatFailsLeavesTheRecordOfTheImages() throws IOException {
    Path copy = folder.resolve("copy");
    Files.move(images, copy);
    String before = Files.readString(run.data());
    Map<String, String> first = RunData.read(run).orElseThrow().paths();
    Path relative = Path.of("").toAbsolutePath().relativize(copy.toAbsolutePath());
    Pretraining other = Pretraining.resume(run).set("data.source", relative).set("train.epochs", 2);
    assertThatThrownBy(other.set("options.dim", 64)::run).isInstanceOf(InputException.class);
    assertThat(run.data()).content().isEqualTo(before);

    Pretraining.resume(run).set("data.source", relative).set("train.epochs", 2).run();
    assertThat(RunData.read(run).orElseThrow().paths())
        .containsValue(copy.toString())
        .containsAllEntriesOf(first);
  }

  @Test
  void otherImagesAreRefused() throws IOException {
    Path one = images.resolve("kind1/3.png");
    Files.copy(one, images.resolve("kind1/new.png"));
    Files.delete(one);
    assertThatThrownBy(() -> Pretraining.resume(run).set("train.epochs", 2).prepare())
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the run "
                + run.folder()
                + " learns from 24 images of images, but other images are found now: 1 is new (kind1/new.png), 1 is gone (kind1/3.png); restore them, name their folder with data.source, or start a new run");
    assertThat(Files.readString(run.recipe())).contains("epochs: 1");
  }

  @Test
  void aRunWithoutARecordOfItsImagesResumes() throws IOException {
    Files.delete(run.data());
    Files.delete(run.images());
    try (PretrainingRun resumed = Pretraining.resume(run).set("train.epochs", 2).prepare()) {
      assertThat(resumed.data().images()).isEqualTo(24);
      resumed.train();
    }
    assertThat(RunData.read(run)).isPresent();
    Files.writeString(run.data(), "{");
    assertThatThrownBy(() -> Pretraining.resume(run).prepare())
        .isInstanceOf(InputException.class)
        .hasMessage(run.data() + " is damaged: delete it to continue without comparing the images");
  }
}
