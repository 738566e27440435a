package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.data.source.DataOptions;
import org.likeness.io.Json;
import org.likeness.run.RunLayout;

/** An encoder that is measured on images it may have learned from. */
final class LearnedImagesTest {
  @TempDir static Path folder;
  private static RunLayout run = new RunLayout(Path.of(""));
  private static Path images = Path.of("");

  @BeforeAll
  static void train() {
    images = TinyFolder.labelled(folder.resolve("images"), 12);
    run = new RunLayout(folder.resolve("run"));
    Pretraining.of(
            TinyFolder.recipe(
                images,
                "train.epochs=1",
                "seed=7",
                "split.test-share=0.25",
                "monitor.evaluations=[]",
                "summary.evaluations=[copies]"))
        .into(run.folder())
        .run();
  }

  private static RunReport copies(RunNetwork network, DataOptions data) {
    return RunEvaluation.of(network, "copies").data(data).run();
  }

  private static RunNetwork file() {
    return RunNetwork.of(run.folder().resolve("encoder.safetensors"));
  }

  private static DataOptions data(Path place) {
    return DataOptions.defaults().withSource(place.toString());
  }

  @Test
  void aFileSplitsItsOwnImagesAsItsTrainingDid() throws IOException {
    RunReport result = copies(file(), data(images));
    JsonNode summary = Json.read(run.summary()).at("/columns/2/copies");
    assertThat(result.report().images()).isEqualTo(9);
    assertThat(result.report().json().path("top1")).isEqualTo(summary.path("top1"));
    assertThat(result.report().protocol()).contains("seed 7");
    assertThat(result.report().json().has("learned_from")).isFalse();
    assertThat(result.remarks()).isEmpty();
  }

  @Test
  void otherImagesOfTheSameNameMayHaveBeenLearnedFrom() {
    DataOptions some = data(images).withExclude("kind2/1[01]");
    RunReport result = copies(file(), some);
    int tested = result.report().images();
    JsonNode learned = result.report().json().path("learned_from");
    assertThat(learned.path("images").asInt()).isEqualTo(tested);
    assertThat(learned.path("of").asInt()).isEqualTo(tested);
    assertThat(learned.path("data").asText()).isEqualTo("images");
    assertThat(result.remarks())
        .containsExactly(
            "%d of the %1$d test images may have been learned from: the encoder was trained on images, and these are other images of that name or split otherwise; measure the run on its own images, or use other data"
                .formatted(tested));
  }

  @Test
  void aRunKnowsWhichImagesItHad() {
    Path more = TinyFolder.labelled(folder.resolve("more/images"), 24);
    RunReport result = copies(RunNetwork.of(run, NetworkName.ENCODER), data(more));
    int had = result.report().json().path("learned_from").path("images").asInt();
    assertThat(had).isPositive().isLessThan(result.report().images());
    RunReport before = copies(RunNetwork.of(run, NetworkName.UNTRAINED), data(more));
    assertThat(before.report().json().has("learned_from")).isFalse();
  }

  @Test
  void imagesOfAnotherNameAreOthers() {
    Path others = TinyFolder.labelled(folder.resolve("others"), 8);
    assertThat(copies(file(), data(others)).remarks()).isEmpty();
  }
}
