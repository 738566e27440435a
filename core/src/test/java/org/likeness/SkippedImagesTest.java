package org.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.DataFingerprint;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.error.RunException;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.pretraining.Summary;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;
import org.likeness.run.SkippedList;
import org.likeness.run.SkippedRow;
import org.likeness.train.EpochEnd;
import org.likeness.train.Metrics;
import org.likeness.train.TrainingListener;
import org.likeness.train.Warning;

/** A few images among many that cannot be decoded, in every part of the data, and what follows. */
final class SkippedImagesTest {
  private static final int STEPS = 4; // of an epoch

  @TempDir private Path folder;

  private Path images = Path.of("");
  private Recipe recipe = Recipe.empty("none");

  @BeforeEach
  void prepare() {
    images = TinyFolder.labelled(folder.resolve("images"), 16);
    recipe =
        TinyFolder.recipe(
            images, "monitor.evaluations=[spread]", "summary.evaluations=[spread, copies]");
  }

  @Test
  void smallPartsLoseImagesAndTheRunGoesOn() throws IOException {
    String validation = first(parts().validation());
    String test = first(parts().test());
    cut(validation);
    cut(test);
    List<String> warnings = new ArrayList<>();
    Path run = folder.resolve("run");
    Summary summary = Pretraining.of(recipe).into(run).listen(warnings(warnings)).run();
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("1 image cannot be decoded and is skipped: " + validation + " (");
    assertThat(summary.columns()).hasSize(summary.epoch() == summary.epochs() ? 3 : 4);
    assertThat(summary.notes())
        .contains(
            "1 of the "
                + parts().test().size()
                + " test images cannot be decoded and are not counted.");
    assertThat(SkippedList.read(new RunLayout(run).skipped()))
        .extracting(SkippedRow::id)
        .containsExactlyInAnyOrder(validation, test);
  }

  @Test
  void theLimitIsThatOfTheRecipe() throws IOException {
    String validation = first(parts().validation());
    cut(validation);
    Recipe strict = recipe.with("data.max-skipped", 0.01);
    assertThatThrownBy(() -> Pretraining.of(strict).into(folder.resolve("run")).run())
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(
            "1 of the 48 images of images cannot be decoded, more than the allowed share of 1 %: "
                + validation)
        .hasMessageEndingWith("; fix or remove them, or raise data.max-skipped");
  }

  @Test
  void theFormerKeyOfTheLimitIsRead() {
    Recipe old = Recipe.parse("train: {max-skipped: 0.3}", "old");
    assertThat(PretrainRecipe.of(old).data().maxSkipped()).isEqualTo(0.3);
  }

  @Test
  void aTestPartOfWhichNothingIsLeftIsNotMeasured() throws IOException {
    Subset test = parts().test();
    for (int i = 1; i < test.size(); i++) {
      cut(test.info(i).id());
    }
    Recipe tolerant = recipe.with("data.max-skipped", 0.5);
    Summary summary = Pretraining.of(tolerant).into(folder.resolve("run")).run();
    assertThat(summary.columns()).isEmpty();
    assertThat(summary.notes())
        .singleElement()
        .asString()
        .startsWith("Nothing is measured: only 1 of the " + test.size() + " images of images test");
  }

  @Test
  void aRemovedImageKeepsItsPlaceAndEveryNumberStays() throws IOException {
    String broken = first(parts().train());
    cut(broken);
    List<JsonNode> whole = trained(folder.resolve("whole"));
    Path run = stopped();
    Files.delete(images.resolve(broken));
    Warning warning = warned(run).get(0);
    assertThat(numbers(run)).isEqualTo(whole);
    assertThat(warning.message())
        .isEqualTo(
            "images removed since they could not be decoded, which changes no number: " + broken);
    assertThat(warning.step()).as("where the run was resumed").isEqualTo(STEPS);
  }

  @Test
  void aRepairedImageIsUsedAndThatIsSaid() throws IOException {
    String broken = first(parts().train());
    byte[] bytes = cut(broken);
    Path run = stopped();
    Files.write(images.resolve(broken), bytes);
    List<String> warnings = resumed(run);
    assertThat(warnings)
        .containsExactly(
            "images used from here on, since they can be decoded now: numbers may differ: "
                + broken);
    assertThat(numbers(run)).hasSize(2);
    assertThat(resumed(run)).as("said once").isEmpty();
    Files.delete(images.resolve(broken));
    assertThat(resumed(run))
        .containsExactly(
            "images removed after they were repaired and used: numbers may differ: " + broken);
  }

  @Test
  void anImageMayBeRepairedWithAnotherSizeAndComeBackAsItWas() throws IOException {
    String broken = first(parts().train());
    byte[] whole = cut(broken);
    byte[] cut = Files.readAllBytes(images.resolve(broken));
    Path run = stopped();
    DataFingerprint began = RunData.read(new RunLayout(run)).orElseThrow().data().fingerprint();
    ImageIO.write(new BufferedImage(30, 24, 1), "png", images.resolve(broken).toFile());
    assertThat(resumed(run)).singleElement().asString().startsWith("images used from here on");
    for (byte[] back : List.of(cut, whole)) {
      Files.write(images.resolve(broken), back);
      assertThat(resumed(run)).isEmpty();
    }
    assertThat(RunData.read(new RunLayout(run)).orElseThrow().data().fingerprint())
        .isEqualTo(began);
  }

  @Test
  void aFileThatWasNoImageStaysLeftOut() throws IOException {
    byte[] bytes = Files.readAllBytes(images.resolve("kind1/3.png"));
    Files.writeString(images.resolve("kind1/3.png"), "no image");
    List<JsonNode> whole = trained(folder.resolve("whole"));
    Path run = stopped();
    Files.write(images.resolve("kind1/3.png"), bytes);
    List<String> warnings = resumed(run);
    assertThat(numbers(run)).isEqualTo(whole);
    assertThat(warnings)
        .containsExactly(
            "images left out, since they were not images when the run was started: kind1/3.png");
  }

  @Test
  void tooManyCanBeRemovedAndTheRunResumed() throws IOException {
    Subset train = parts().train();
    for (int i = 0; i < 3; i++) { // 2 of 48 are allowed
      cut(train.info(i).id());
    }
    Path run = folder.resolve("run");
    assertThatThrownBy(() -> trained(run)).hasMessageContaining("of the 48 images");
    for (SkippedRow row : SkippedList.read(new RunLayout(run).skipped())) {
      Files.delete(images.resolve(row.id()));
    }
    assertThat(resumed(run)).anyMatch(warning -> warning.startsWith("images removed since"));
    assertThat(numbers(run)).hasSize(2);
  }

  private DataParts parts() {
    PretrainRecipe bound = PretrainRecipe.of(recipe);
    Dataset dataset = Datasets.open(DataOptions.defaults().withSource(images.toString()));
    return DataParts.of(dataset, bound.split(), new RandomSource(bound.seed()));
  }

  private static String first(Subset part) {
    return part.info(0).id();
  }

  /** Leaves a header that promises pixels; returns the whole file. */
  private byte[] cut(String id) throws IOException {
    Path file = images.resolve(id);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    return whole;
  }

  private List<JsonNode> trained(Path run) {
    try (PretrainingRun whole = Pretraining.of(recipe).into(run).prepare()) {
      whole.train();
    }
    return numbers(run);
  }

  /** A run that was stopped after its first epoch. */
  private Path stopped() {
    Path run = folder.resolve("stopped");
    AtomicReference<Runnable> stop = new AtomicReference<>(() -> {});
    TrainingListener stopper =
        new TrainingListener() {
          @Override
          public void onEpochEnd(EpochEnd event) {
            stop.get().run();
          }
        };
    try (PretrainingRun first = Pretraining.of(recipe).into(run).listen(stopper).prepare()) {
      stop.set(first::stop);
      first.train();
    }
    return run;
  }

  private static List<String> resumed(Path run) {
    return warned(run).stream().map(Warning::message).toList();
  }

  private static List<Warning> warned(Path run) {
    List<Warning> warnings = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onWarning(Warning event) {
            warnings.add(event);
          }
        };
    try (PretrainingRun rest = Pretraining.resume(new RunLayout(run)).listen(listener).prepare()) {
      rest.train();
    }
    return warnings;
  }

  private static TrainingListener warnings(List<String> to) {
    return new TrainingListener() {
      @Override
      public void onWarning(Warning event) {
        to.add(event.message());
      }
    };
  }

  /** The lines of epochs, without times. */
  private static List<JsonNode> numbers(Path run) {
    List<JsonNode> lines = new ArrayList<>();
    for (JsonNode line : Metrics.read(new RunLayout(run).metrics())) {
      if (line.path("event").asText().equals("epoch")) {
        lines.add(((ObjectNode) line).without(List.of("seconds")));
      }
    }
    return lines;
  }
}
