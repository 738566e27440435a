package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;

/** {@code compare}, {@code reproduce} and {@code experiment}, as a user calls them. */
final class SeveralRunsTest {
  @TempDir static Path shared;
  private static Path pictures = Path.of("");

  @BeforeAll
  static void train() {
    pictures = Pictures.coloured(shared.resolve("pictures"), 14);
    for (int seed = 0; seed < 2; seed++) {
      List<String> call = new ArrayList<>();
      call.addAll(List.of("pretrain", "--recipe", "small", "--seed", Integer.toString(seed)));
      call.addAll(List.of("--data", pictures.toString(), "--out", run(seed)));
      for (String setting :
          List.of(
              "backbone.width=4",
              "view.size=16",
              "train.batch=8",
              "train.epochs=1",
              "train.warmup-epochs=0",
              "train.log-steps=1")) {
        call.addAll(List.of("--set", setting));
      }
      Outcome outcome = Outcome.of(call.toArray(String[]::new));
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    }
  }

  private static String run(int seed) {
    return shared.resolve("run" + seed).toString();
  }

  @Test
  void runsThatDifferInTheirSeedAreOneRow() throws IOException {
    Outcome text = Outcome.of("compare", run(0), run(1));
    assertThat(text.exitCode()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("monitor copies", "summary knn", " ± ")
        .doesNotContain("difference");
    Outcome latex = Outcome.of("compare", run(0), run(1), "--format", "latex");
    assertThat(latex.out()).contains("\\begin{tabular}", "$\\pm$");
    Outcome json = Outcome.of("compare", run(0), run(1), "--json");
    assertThat(new ObjectMapper().readTree(json.out()).path("groups")).hasSize(1);
    assertThat(Outcome.of("compare", run(0), run(0)))
        .isEqualTo(
            new Outcome(
                2,
                "",
                Outcome.error(
                    "%s and %s are the same run with seed 0: name one of them"
                        .formatted(run(0), run(0)))));
  }

  /** A copy that says so: its whole data set, then its test part, is another. */
  @Test
  void runsThatWereMeasuredOnDifferentImagesAreAWarning() throws IOException {
    assertThat(Outcome.of("compare", run(0), run(1)).err()).doesNotContain("same images");
    Path copy = Files.createDirectories(shared.resolve("copy"));
    for (String file :
        List.of("recipe.yaml", "data.json", "environment.json", "metrics.jsonl", "summary.json")) {
      Files.copy(Path.of(run(1)).resolve(file), copy.resolve(file));
    }
    Path data = copy.resolve("data.json");
    String said = Files.readString(data);
    for (String other :
        List.of(
            said.replaceFirst("(\"hash\" : \").{8}", "$100000000"),
            said.replace("\"split.test-share\" : \"0.", "\"split.test-share\" : \"0.9"))) {
      assertThat(other).isNotEqualTo(said);
      Files.writeString(data, other);
      assertThat(Outcome.of("compare", run(0), copy.toString()).err())
          .contains("Warning: the runs were not measured on the same images")
          .contains("loss, monitor knn, ")
          .contains(" of run0 against copy.");
    }
  }

  @Test
  void aRunIsTrainedAgain() throws IOException {
    String again = shared.resolve("again").toString();
    Outcome same = Outcome.of("reproduce", run(0), "--out", again);
    assertThat(same.exitCode()).as(same.err()).isZero();
    assertThat(same.out()).containsPattern("All \\d+ lines of the metrics are the same\\.");

    Path metrics = Path.of(run(1)).resolve("metrics.jsonl");
    String text = Files.readString(metrics);
    Files.writeString(metrics, text.replaceFirst("\"loss\":\\d", "\"loss\":7"));
    Outcome other = Outcome.of("reproduce", run(1), "--out", again + "-1");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.out())
        .contains("Line 2 of the metrics differs:", "  then: {\"event\":\"step\"");
    Files.writeString(metrics, text);
  }

  @Test
  void experimentsAreListedAndForecast() {
    Outcome list = Outcome.of("experiment");
    assertThat(list.exitCode()).isZero();
    assertThat(list.out())
        .contains("instdisc-table4", "The size of the embedding")
        .doesNotContain("cannot be used");
    assertThat(Outcome.of("experiment", "instdisc-table4").err())
        .startsWith(
            "Error: row d128: the images cifar10-small are missing: add --data cifar10-small=DIR, class folders below train/");
    Outcome forecast =
        Outcome.of(
            "experiment",
            "instdisc-table4",
            "--scale",
            "smoke",
            "--only",
            "d32",
            "--dry-run",
            "--out",
            shared.resolve("experiments").toString());
    assertThat(forecast.exitCode()).as(forecast.err()).isZero();
    assertThat(forecast.out()).contains("d32", "to train", "In all about ");
  }
}
