package org.likeness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.torch.Torch;

/** That the benches run and say what they measured; how long anything takes fails no test. */
final class BenchCommandsTest {
  private static final List<String> TINY =
      List.of(
          "--set",
          "backbone.width=8",
          "--set",
          "view.size=16",
          "--set",
          "train.batch=8",
          "--set",
          "train.threads=1");

  @TempDir static Path shared;
  private static String pictures = "";

  @BeforeAll
  static void prepare() {
    Torch.require();
    pictures = Pictures.coloured(shared.resolve("pictures"), 8).toString();
  }

  @Test
  void viewsAreTimedWithAndWithoutDecoding() throws IOException {
    JsonNode json =
        json(tiny("views", "--data", pictures, "--images", "16", "--rounds", "1", "--json"));
    assertThat(json.path("views").asInt()).isEqualTo(2); // InvaSpread's
    assertThat(json.path("timings")).hasSize(2);
    assertThat(json.path("decoding_share").asDouble()).isPositive();
    assertThat(json.path("images_per_s").asDouble()).isPositive();
    assertThat(json.path("machine").path("libtorch").asText()).startsWith("2.");
  }

  @Test
  void severalNumbersOfWorkersAreTimedByTurns() throws IOException {
    JsonNode json =
        json(tiny("views", "--data", pictures, "--rounds", "1", "--workers", "2,1", "--json"));
    assertThat(json.path("timings")).hasSize(3);
    JsonNode rows = json.path("by_workers");
    assertThat(rows.findValuesAsText("workers")).containsExactly("2", "1");
    assertThat(rows.get(0).path("times").asDouble()).isEqualTo(1);
    assertThat(rows.get(1).path("times").asDouble())
        .isEqualTo(
            rows.get(1).path("images_per_s").asDouble()
                / rows.get(0).path("images_per_s").asDouble());
    List<String> words = tiny("views", "--data", pictures, "--rounds", "1", "--workers", "1,2");
    assertThat(Outcome.of(words.toArray(String[]::new)).out())
        .containsPattern("With 2 workers [0-9.]+ times as many images as with 1 worker\\.")
        .containsPattern("Decoding is [0-9]+ % of it \\(1 worker\\)");
    assertRefused("--workers must be at least 1 but is 0", "views", "--workers", "1,0");
  }

  @Test
  void viewsFromMemoryDecodeNothing() throws IOException {
    JsonNode json =
        json(tiny("views", "--data", pictures, "--from", "memory", "--rounds", "1", "--json"));
    assertThat(json.path("timings")).hasSize(1);
    assertThat(json.has("decoding_share")).isFalse();
  }

  @Test
  void stepsBeginWithTheSameLossEachTime() throws IOException {
    double first = json(tiny("step", "--steps", "1", "--json")).path("first_loss").asDouble();
    assertThat(json(tiny("step", "--steps", "1", "--json")).path("first_loss").asDouble())
        .isEqualTo(first)
        .isPositive();
  }

  @Test
  void theNetworkBeforeTheFirstStepIsExported(@TempDir Path folder) {
    Path file = folder.resolve("step.safetensors");
    Outcome outcome =
        Outcome.of(
            tiny("step", "--steps", "1", "--export", file.toString()).toArray(String[]::new));
    assertThat(outcome.out()).contains("Wrote " + file);
    assertThat(file).isNotEmptyFile();
  }

  @Test
  void epochsAreTimed() throws IOException {
    JsonNode json = json(tiny("epoch", "--data", pictures, "--rounds", "1", "--json"));
    assertThat(json.path("losses")).hasSize(2);
    assertThat(json.path("images_per_s").asDouble()).isPositive();
  }

  @Test
  void theSoftmaxIsCheckedAndDrawn(@TempDir Path folder) {
    Path figure = folder.resolve("growth.png");
    Outcome outcome =
        Outcome.of(
            "bench",
            "softmax",
            "--n",
            "100,1000",
            "--width",
            "8",
            "--batch",
            "4",
            "--negatives",
            "16",
            "--rounds",
            "1",
            "--figure",
            figure.toString());
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).contains("exact, ms", "1,000", "Wrote " + figure);
    assertThat(figure).isNotEmptyFile();
  }

  @Test
  void neighboursAreTimed() throws IOException {
    JsonNode json =
        json(
            List.of(
                "bench",
                "knn",
                "--n",
                "200",
                "--queries",
                "20",
                "--width",
                "8",
                "-k",
                "5",
                "--rounds",
                "1",
                "--json"));
    assertThat(json.path("accuracy").asDouble()).isBetween(0.0, 0.5); // no labels to be found here
  }

  @Test
  void embeddingIsComparedWithItsHalves() throws IOException {
    JsonNode json = json(tiny("embed", "--data", pictures, "--rounds", "1", "--json"));
    assertThat(json.path("timings")).hasSize(3);
    assertThat(json.path("share_of_slower_half").asDouble()).isPositive();
  }

  @Test
  void wrongValuesAreRefused() {
    assertRefused("--from must be files or memory but is tape", "views", "--from", "tape");
    assertRefused("--rounds must be at least 1 but is 0", "knn", "--rounds", "0");
    assertRefused("--rounds must be at least 1 but is 0", "epoch", "--rounds", "0");
    assertRefused("--images must not be negative but is -1", "embed", "--images", "-1");
  }

  private static void assertRefused(String sentence, String... words) {
    List<String> all = new ArrayList<>(List.of("bench"));
    all.addAll(List.of(words));
    Outcome outcome = Outcome.of(all.toArray(String[]::new));
    assertThat(outcome.err()).contains(sentence);
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  private static List<String> tiny(String what, String... more) {
    List<String> words = new ArrayList<>(List.of("bench", what));
    words.addAll(TINY);
    words.addAll(List.of(more));
    return words;
  }

  private static JsonNode json(List<String> words) throws IOException {
    Outcome outcome = Outcome.of(words.toArray(String[]::new));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(outcome.out());
  }
}
