package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.bench.FixedNumbers;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;
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
  void severalNumbersOfWorkersAreTimedInterleaved() throws IOException {
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
        .containsPattern("2 workers: [0-9.]+ times as many images as with 1 worker\\.")
        .containsPattern("Decoding takes [0-9]+ % of the time \\(1 worker\\)");
    assertRefused("--workers must be at least 1 but is 0", "views", "--workers", "1,0");
  }

  @Test
  void viewsAreMadeAsTensorsTooWithoutTheirDecoding() throws IOException {
    JsonNode json =
        json(tiny("views", "--data", pictures, "--rounds", "1", "--device", "cpu", "--json"));
    assertThat(json.path("timings")).hasSize(3);
    assertThat(json.path("timings").get(2).path("work").asText())
        .isEqualTo("views as tensors on cpu, without decoding");
    assertThat(json.path("decoding_share").asDouble())
        .isEqualTo(
            json.path("timings").get(1).path("ms_median").asDouble()
                / json.path("timings").get(0).path("ms_median").asDouble());
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
    JsonNode json = json(tiny("step", "--steps", "1", "--device", "cpu", "--json"));
    double first = json.path("first_loss").asDouble();
    assertThat(json(tiny("step", "--steps", "1", "--json")).path("first_loss").asDouble())
        .isEqualTo(first)
        .isPositive();
    assertThat(json.path("channels_last").isBoolean()).isTrue();
    assertThat(json.path("device").asText()).isEqualTo("cpu");
    assertThat(Outcome.of(tiny("step", "--steps", "1").toArray(String[]::new)).out())
        .contains(String.format(Locale.ROOT, "First loss %.6f", first), ", 1 thread.");
  }

  @Test
  void aBenchSaysWhatItDoesBeforeItBegins() {
    Outcome outcome =
        Outcome.of(
            tiny("embed", "--data", pictures, "--images", "9", "--rounds", "1")
                .toArray(String[]::new));
    assertThat(outcome.out().lines().limit(2))
        .satisfiesExactly(
            line -> assertThat(line).endsWith("; 9 of 24 images of pictures."),
            line -> assertThat(line).endsWith(" 1 thread."));
    assertThat(outcome.err())
        .startsWith("Measuring: 0 of 6 rounds (0 %)")
        .contains("Measuring: 6 of 6 rounds (100 %)");
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
    assertThat(json.path("images").asInt()).isEqualTo(24);
    assertThat(json.path("images_per_epoch").asInt()).isEqualTo(24);
  }

  @Test
  void anEpochTakesWholeBatches() throws IOException {
    List<String> call =
        tiny("epoch", "--data", pictures, "--images", "21", "--rounds", "1", "--json");
    JsonNode json = json(call);
    assertThat(json.path("images").asInt()).isEqualTo(21);
    assertThat(json.path("images_per_epoch").asInt()).isEqualTo(16);
    JsonNode timing = json.path("timings").get(0);
    assertThat(timing.path("per_s").asDouble())
        .isCloseTo(16_000 / timing.path("ms_median").asDouble(), within(1e-9));
    call.remove("--json");
    assertThat(Outcome.of(call.toArray(String[]::new)).out())
        .contains("; 21 of 24 images of pictures, of which an epoch uses 16 (whole batches),");
    assertThat(Outcome.of("bench", "epoch", "--data", pictures, "--images", "9", "--from", "files"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                Outcome.error(
                    "train.batch is 128 but part of pictures has only 9 images: lower it to at most 9 (--set train.batch=9)")));
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
    assertThat(outcome.out())
        .contains("values per image, on cpu; one round.", "1,000", "Wrote " + figure)
        .containsPattern("n +bank +whole process +exact, µs per image +NCE, m = 16, µs per image");
    assertThat(figure).isNotEmptyFile();
  }

  @Test
  void theSoftmaxsObjectHasWhatItsTableHas() throws IOException {
    JsonNode json =
        json(
            List.of(
                "bench softmax --n 100 --width 8 --batch 4 --negatives 16 --rounds 1 --json"
                    .split(" ")));
    JsonNode row = json.path("rows").get(0);
    assertThat(row.path("bank_bytes").asLong()).isEqualTo(100 * 8 * 4);
    assertThat(row.path("resident_bytes").asLong()).isPositive();
    for (String loss : List.of("exact", "nce")) {
      assertThat(row.path(loss + "_us_per_image").asDouble())
          .isCloseTo(1000 * row.path(loss + "_ms").asDouble() / 4, within(1e-9));
    }
  }

  @Test
  void neighboursAreTimedAndFound() throws IOException {
    JsonNode json =
        json(
            List.of(
                "bench knn --n 200 --queries 500 --width 8 -k 5 --rounds 1 --threads 1 --json"
                    .split(" ")));
    assertThat(json.path("width").asInt()).isEqualTo(8);
    assertThat(json.path("k").asInt()).isEqualTo(5);
    assertThat(json.path("accuracy").asDouble())
        .isCloseTo(
            accuracy(rows(200, 1), rows(500, 3), 5, json.path("tau").asDouble()), within(1e-9));
  }

  /** Every distance, a whole sort, a vote: what the bench must come to. */
  private static double accuracy(double[][] bank, double[][] queries, int k, double tau) {
    int right = 0;
    for (int q = 0; q < queries.length; q++) {
      double[] query = queries[q];
      double[] votes = new double[10];
      IntStream.range(0, bank.length)
          .boxed()
          .sorted(Comparator.comparingDouble(i -> -product(query, bank[i])))
          .limit(k)
          .forEach(i -> votes[i % 10] += Math.exp(product(query, bank[i]) / tau));
      double most = Arrays.stream(votes).max().orElseThrow();
      right += votes[q % 10] == most ? 1 : 0;
    }
    return (double) right / queries.length;
  }

  private static double product(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  /** Unit rows of eight fixed numbers. */
  private static double[][] rows(int n, int series) {
    double[][] rows = new double[n][8];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < 8; j++) {
        rows[i][j] = FixedNumbers.at(8L * i + j, series);
      }
      double length = Math.sqrt(product(rows[i], rows[i]));
      rows[i] = Arrays.stream(rows[i]).map(x -> x / length).toArray();
    }
    return rows;
  }

  @Test
  void embeddingIsComparedWithItsHalves() throws IOException {
    JsonNode json = json(tiny("embed", "--data", pictures, "--rounds", "1", "--json"));
    assertThat(json.path("timings")).hasSize(3);
    assertThat(json.path("share_of_slower_half").asDouble()).isPositive();
  }

  /** Where batches are cut into slices, the network is timed in slices and as it is called else. */
  @Test
  void theNetworkIsTimedAsEmbeddingAsksIt() throws IOException {
    JsonNode json =
        json(
            tiny(
                "embed",
                "--data",
                pictures,
                "--rounds",
                "1",
                "--json",
                "--set",
                "train.threads=2"));
    List<String> names = json.path("timings").findValuesAsText("work");
    List<String> rates = json.path("timings").findValuesAsText("per_s");
    assertThat(names.subList(2, 4))
        .containsExactly("network alone", "network, all threads in each operation");
    assertThat(json.path("share_of_slower_half").asDouble())
        .isEqualTo(
            Double.parseDouble(rates.get(0))
                / Math.min(Double.parseDouble(rates.get(1)), Double.parseDouble(rates.get(2))));
  }

  @Test
  void wrongValuesAreRefused() {
    assertRefused("--from must be files or memory but is tape", "views", "--from", "tape");
    assertRefused("--rounds must be at least 1 but is 0", "knn", "--rounds", "0");
    assertRefused("--rounds must be at least 1 but is 0", "epoch", "--rounds", "0");
    assertRefused("--images must not be negative but is -1", "embed", "--images", "-1");
    assertRefused("--threads must be at least 1 but is 0", "softmax", "--threads", "0");
    assertRefused("--threads must be at least 1 but is -1", "knn", "--threads", "-1");
    assertRefused(
        "--n must be at most 2,147,483,647 but is 99999999999", "softmax", "--n", "99999999999");
    assertRefused("this benchmark needs 3", "softmax", "--n", "2000000000", "--width", "4096");
    assertRefused(
        "--neighbours must be at most 100 images, the size of the bank, but is 200: add -k 100",
        "knn",
        "--n",
        "100");
  }

  @Test
  void filesThatCannotBeWrittenAreRefusedBeforeAnythingIsMeasured(@TempDir Path folder) {
    Path none = folder.resolve("none");
    assertRefused(
        "--export: there is no folder " + none, "step", "--export", none.resolve("a").toString());
    assertRefused(
        "--figure: there is no folder " + none,
        "softmax",
        "--n",
        "10,20",
        "--figure",
        none.resolve("a.png").toString());
    assertRefused("--figure must end in .png", "softmax", "--n", "10,20", "--figure", "a.jpg");
    assertRefused("--figure needs two or more sizes", "softmax", "--figure", "a.png");
    assertThat(none).doesNotExist();
  }

  private static void assertRefused(String sentence, String... words) {
    List<String> all = new ArrayList<>(List.of("bench"));
    all.addAll(List.of(words));
    Outcome outcome = Outcome.of(all.toArray(String[]::new));
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).startsWith("Error: " + sentence);
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
