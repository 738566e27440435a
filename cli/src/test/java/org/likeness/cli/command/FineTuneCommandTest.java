package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;

/**
 * Commands of a run: {@code evaluate finetune}, {@code evaluate semi}, {@code evaluate verdict}.
 */
final class FineTuneCommandTest {
  @TempDir private static Path shared;
  private static String run = "";

  @BeforeAll
  static void train() {
    Path pictures = Pictures.coloured(shared.resolve("pictures"), 14);
    Path folder = shared.resolve("run");
    Outcome outcome =
        Outcome.of(
            "pretrain",
            "--data",
            pictures.toString(),
            "--recipe",
            "small",
            "--out",
            folder.toString(),
            "--set",
            "backbone.width=4",
            "--set",
            "view.size=16",
            "--set",
            "train.batch=8",
            "--set",
            "train.epochs=1",
            "--set",
            "train.warmup-epochs=0",
            "--set",
            "train.workers=1",
            "--set",
            "train.threads=1");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("Verdict: ").contains("altered copies that find their");
    run = folder.toString();
  }

  @Test
  void sharesAreATableAFigureAndAReport() throws IOException {
    String[] call = {
      "evaluate", "semi", run, "--labels", "30,60", "--epochs", "1", "--updates", "0"
    };
    Outcome outcome = Outcome.of(call);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("1/4: 11 labels (30 %), from the encoder, 1 epoch.")
        .contains("4/4: ")
        .containsPattern("share +labels +from the encoder +95 % +from scratch +95 %")
        .contains("protocol instdisc with epochs 1")
        .contains("Figure: " + run + "/evaluations/semi-");
    Path file = only("semi-[0-9a-f]{6}\\.json");
    assertThat(only("semi-[0-9a-f]{6}\\.png")).isNotEmptyFile();
    byte[] drawn = Files.readAllBytes(only("semi-[0-9a-f]{6}\\.png"));
    Outcome again =
        Outcome.of("figure", file.toString(), "--out", shared.resolve("again").toString());
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(Files.readAllBytes(shared.resolve("again.png"))).isEqualTo(drawn);
    JsonNode report = new ObjectMapper().readTree(Files.readString(file));
    assertThat(report.path("rows")).hasSize(2);
    assertThat(Outcome.of(call).out())
        .contains("1/4: 11 labels (30 %), from the encoder, completed earlier.");
  }

  @Test
  void allLabelsAreOneRow() throws IOException {
    Outcome outcome =
        Outcome.of(
            "evaluate",
            "finetune",
            run,
            "--epochs",
            "1",
            "--updates",
            "0",
            "--no-scratch",
            "--json");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode report = new ObjectMapper().readTree(outcome.out());
    assertThat(report.path("accuracy").isNumber()).isTrue();
    assertThat(report.has("scratch")).isFalse();
    assertThat(report.path("data_hash").asText()).hasSize(64);
    Path own = only("finetune-[0-9a-f]{6}\\.json");
    assertThat(only("finetune-[0-9a-f]{6}\\.png")).isNotEmptyFile();
    Path others = Pictures.coloured(shared.resolve("others"), 12);
    Outcome other =
        Outcome.of(
            "evaluate",
            "finetune",
            run,
            "--epochs",
            "1",
            "--updates",
            "0",
            "--no-scratch",
            "--data",
            others.toString());
    assertThat(other.exitCode()).as(other.err()).isZero();
    assertThat(only("finetune-others-[0-9a-f]{6}\\.json")).isNotEmptyFile();
    assertThat(new ObjectMapper().readTree(Files.readString(own))).isEqualTo(report);
  }

  @Test
  void theLastNetworkIsTunedAndDistilled() throws IOException {
    Outcome outcome =
        Outcome.of(
            "evaluate",
            "finetune",
            run + "@last",
            "--epochs",
            "1",
            "--updates",
            "0",
            "--no-scratch",
            "--distill-epochs",
            "2");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("1/2: 36 labels (100 %), from the encoder, 1 epoch.")
        .contains("2/2: 36 images without labels (after 100 %), distilled, 2 epochs.")
        .containsPattern("\\ndistilled +[0-9]");
    assertThat(only("finetune-[0-9a-f]{6}@last\\.json")).isNotEmptyFile();
    assertThat(Path.of(run, "finetune", "last.safetensors")).isNotEmptyFile();
  }

  /** The only report of such a name. */
  private static Path only(String name) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(run, "evaluations"))) {
      List<Path> found =
          files.filter(file -> String.valueOf(file.getFileName()).matches(name)).toList();
      assertThat(found).as(name).hasSize(1);
      return found.get(0);
    }
  }

  @Test
  void whatCannotBeUsedIsRefused() {
    Outcome few = Outcome.of("evaluate", "semi", run, "--labels", "1");
    assertThat(few.exitCode()).isEqualTo(2);
    assertThat(few.err()).contains("1 % of the ").contains("leave a class without one: use ");
    assertThat(Outcome.of("evaluate", "semi", run, "--labels", "0").err())
        .contains("--labels must be percentages in (0, 100] but one is 0.0");
    assertThat(Outcome.of("evaluate", "finetune", run, "--epochs", "-1").err())
        .contains("--epochs must not be negative but is -1");
    assertThat(Outcome.of("evaluate", "verdict", run + "/encoder.safetensors").err())
        .contains("the verdict needs a run, not the file of an encoder");
  }

  @Test
  void theVerdictIsRepeated() throws IOException {
    Outcome outcome = Outcome.of("evaluate", "verdict", run, "--json");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    ObjectMapper json = new ObjectMapper();
    JsonNode verdict = json.readTree(outcome.out());
    assertThat(verdict.path("sentence").asText()).isNotEmpty();
    assertThat(json.readTree(Files.readString(Path.of(run, "summary.json"))).path("verdict"))
        .isEqualTo(verdict);
    String file = Path.of(run, "evaluations", "verdict.json").toString();
    assertThat(Path.of(file)).isNotEmptyFile();
    Path semi = Path.of(run, "evaluations", "semi-other.json");
    Files.writeString(
        semi,
        """
        {"evaluation": "semi", "images": 9, "protocol": "by hand", "rows": [{"share": 0.5, "labels": 4,
          "encoder": {"accuracy": 0.25, "accuracy_low": 0.2, "accuracy_high": 0.3}}]}
        """);
    Outcome card = Outcome.of("card", run);
    Files.delete(semi);
    assertThat(card.exitCode()).as(card.err()).isZero();
    assertThat(Path.of(run, "card.md"))
        .content()
        .contains("## semi (`semi-other.json`)", "20.0 % to 30.0 %", "by hand.");
    assertThat(Outcome.of("figure", file))
        .isEqualTo(new Outcome(2, "", Outcome.error(file + " is a verdict, which has no figure")));
  }
}
