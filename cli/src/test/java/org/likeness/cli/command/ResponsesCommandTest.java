package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.classifier.Classifier;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.classifier.LinearLayer;
import org.likeness.classifier.Scaling;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;
import org.likeness.encoder.Encoder;
import org.likeness.features.FeatureKind;
import org.likeness.io.Json;

final class ResponsesCommandTest {
  private static final int WIDTH = 32;

  @TempDir private Path folder;
  private String image = "";

  /** A run whose classifier answers "often" three times as likely as each of the others. */
  @BeforeEach
  void prepare() throws IOException {
    Pictures.encoder(folder);
    Files.writeString(folder.resolve("recipe.yaml"), "");
    Files.writeString(folder.resolve("environment.json"), "{}");
    float[] bias = {0, (float) Math.log(3), 0};
    Classifier.save(
        folder,
        new FeatureClassifier(
            FeatureKind.BACKBONE,
            Scaling.none(WIDTH),
            new LinearLayer(new float[3 * WIDTH], bias),
            List.of("one", "often", "two"),
            Encoder.savedHash(folder),
            "linear"));
    Path pictures = Pictures.coloured(folder.resolve("pictures"), 1);
    image = pictures.resolve("red").resolve("0.png").toString();
  }

  @Test
  void answersAreShownAsBarsAndDrawn() {
    Outcome outcome = Outcome.of("responses", folder.toString(), image, "--top", "2");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("often  60.0 %  ##################\n", "one    20.0 %  ######\n")
        .doesNotContain("two");
    assertThat(folder.resolve("figures").resolve("responses.png")).isNotEmptyFile();
  }

  /** From the report and the image that it names, in the folder of the report. */
  @Test
  void theFigureIsDrawnAgainFromTheReport() throws IOException {
    Outcome.of("responses", folder.toString(), image, "--top", "2");
    Path report = folder.resolve("evaluations").resolve("responses.json");
    JsonNode json = Json.read(report);
    assertThat(json.path("images").intValue()).isEqualTo(1);
    assertThat(json.path("protocol").asText())
        .startsWith("1 image from files, the 2 most probable");
    Outcome drawn = Outcome.of("figure", report.toString());
    assertThat(drawn.exitCode()).as(drawn.err()).isZero();
    assertThat(report.resolveSibling("responses.svg"))
        .hasSameTextualContentAs(folder.resolve("figures").resolve("responses.svg"));
    Files.delete(Path.of(image));
    assertThat(Outcome.of("figure", report.toString()).err()).startsWith("Error: there is no file");
  }

  @Test
  void theSameAsJson() throws IOException {
    Path figure = folder.resolve("out.png");
    Outcome outcome =
        Outcome.of("responses", folder.toString(), image, "--json", "--out", figure.toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode json = Json.parse(outcome.out());
    assertThat(json.path("classifier").asText()).isEqualTo("linear");
    JsonNode answers = json.path("images").path(0).path("answers");
    assertThat(answers).hasSize(3);
    assertThat(answers.path(0).path("class").asText()).isEqualTo("often");
    assertThat(answers.path(0).path("probability").doubleValue()).isBetween(0.599999, 0.600001);
    assertThat(figure).isNotEmptyFile();
  }

  @Test
  void aFigureThatCannotBeWrittenIsNotNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    Outcome outcome =
        Outcome.of(
            "responses",
            folder.toString(),
            image,
            "--json",
            "--out",
            file.resolve("out.png").toString());
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    JsonNode json = Json.parse(outcome.out());
    assertThat(json.path("images")).hasSize(1);
    assertThat(json.has("figure")).isFalse();
  }

  @Test
  void whatCannotBeAnsweredIsRefused() throws IOException {
    assertThat(Outcome.of("responses", folder.toString(), image, "--top", "0").err())
        .startsWith("Error: --top must be in [1, 1000] but is 0.");
    assertThat(Outcome.of("responses", folder.toString(), image + "x").err())
        .startsWith("Error: there is no file " + image + "x.");
    Files.delete(folder.resolve("classifier.safetensors"));
    Outcome outcome = Outcome.of("responses", folder.toString(), image);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith(
            "Error: " + folder + " has no classifier.safetensors: a supervised run writes one");
  }
}
