package org.likeness.reproduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.comparison.RunValues;
import org.likeness.error.InputException;
import org.likeness.io.Json;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.run.RunLayout;
import org.likeness.torch.Torch;
import org.likeness.train.Metrics;

final class ReproductionTest {
  @TempDir static Path shared;
  private static RunLayout first = new RunLayout(Path.of(""));

  @BeforeAll
  static void trainOnce() {
    Torch.require();
    Path images = TinyFolder.labelled(shared.resolve("images"), 8);
    first = new RunLayout(shared.resolve("first"));
    Pretraining.of(TinyFolder.recipe(images, "train.epochs=1", "train.log-steps=1"))
        .into(first.folder())
        .run();
  }

  @Test
  void aRunGivesTheSameNumbersAgain() {
    RunLayout again = new RunLayout(shared.resolve("again"));
    Reproduction reproduction = new Reproduction(first);
    try (PretrainingRun run = reproduction.training(again.folder()).prepare()) {
      run.train();
    }
    assertThat(reproduction.difference(again)).isEmpty();
    assertThat(reproduction.lines()).isGreaterThan(2);
  }

  @Test
  void aRunWithOtherImagesIsRefused() throws IOException {
    Path images = TinyFolder.labelled(shared.resolve("others"), 8);
    RunLayout run = new RunLayout(shared.resolve("other"));
    try (PretrainingRun started =
        Pretraining.of(TinyFolder.recipe(images, "train.epochs=1", "monitor.every=0"))
            .into(run.folder())
            .prepare()) {
      started.train();
    }
    Files.delete(images.resolve("kind0/0.png"));
    assertThatThrownBy(() -> new Reproduction(run).training(shared.resolve("new")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1 is gone")
        .hasMessageEndingWith("restore them, so that the run can be made again");
    assertThatThrownBy(() -> new Reproduction(new RunLayout(shared.resolve("none"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("only a run that was trained can be made again");
  }

  @Test
  void theFirstLineThatDiffersIsSaid() throws IOException {
    List<JsonNode> lines = Metrics.read(first.metrics());
    List<JsonNode> changed = new ArrayList<>(lines);
    changed.set(0, Json.parse("{\"event\":\"run\",\"time\":\"later\"}"));
    changed.add(1, Json.parse("{\"event\":\"checkpoint\",\"name\":\"earlier\"}"));
    assertThat(MetricsDifference.between(lines, changed)).as("what is not compared").isEmpty();

    int place = lines.size() - 3;
    while (!lines.get(place).path("event").asText().equals("step")) {
      place--;
    }
    changed = new ArrayList<>(lines);
    changed.set(place, Json.parse("{\"event\":\"step\",\"step\":9,\"loss\":1.5,\"seconds\":3}"));
    MetricsDifference difference = MetricsDifference.between(lines, changed).orElseThrow();
    assertThat(difference.line()).isEqualTo(place + 1);
    assertThat(difference.again()).isEqualTo("{\"event\":\"step\",\"step\":9,\"loss\":1.5}");
    assertThat(MetricsDifference.between(lines, lines.subList(0, 2)).orElseThrow().again())
        .as("the other one ends first")
        .isEmpty();
    assertThat(MetricsDifference.between(lines.subList(0, 2), lines).orElseThrow().line())
        .isEqualTo(3);
  }

  /** Runs of earlier versions have no intervals. */
  @Test
  void intervalsAreComparedWhereTheOriginalHasThem() throws IOException {
    JsonNode plain = Json.parse("{\"event\":\"epoch\",\"metrics\":{\"rank\":7}}");
    JsonNode ranged =
        Json.parse("{\"event\":\"epoch\",\"metrics\":{\"rank\":7},\"intervals\":{\"rank\":[6,8]}}");
    assertThat(MetricsDifference.between(List.of(plain), List.of(ranged))).isEmpty();
    assertThat(MetricsDifference.between(List.of(ranged), List.of(ranged))).isEmpty();
    assertThat(MetricsDifference.between(List.of(ranged), List.of(plain))).isPresent();
  }

  /** The numbers of a run come from its metrics and its summary. */
  @Test
  void theNumbersOfARunAreRead() {
    RunValues values = RunValues.of(first);
    assertThat(values.values())
        .containsKeys("loss", "monitor copies", "summary copies", "summary knn");
    assertThat(values.settings()).containsEntry("backbone.width", "4");
    assertThat(values.commit()).isNotEmpty();
  }
}
