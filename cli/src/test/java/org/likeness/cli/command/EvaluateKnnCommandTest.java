package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;

final class EvaluateKnnCommandTest {
  @TempDir Path folder;

  private String encoder = "";
  private String pictures = "";

  @BeforeEach
  void prepare() {
    encoder = Pictures.encoder(folder).toString();
    pictures = Pictures.coloured(folder.resolve("pictures"), 20).toString();
  }

  @Test
  void coloursAreToldFromPixelsAndFromAnyNetwork() throws JsonProcessingException {
    for (String features : new String[] {"pixels", "backbone"}) {
      Outcome outcome =
          Outcome.of(
              "evaluate",
              "knn",
              encoder,
              "--data",
              pictures,
              "-k",
              "1,5",
              "--tau",
              "0.1",
              "--features",
              features,
              "--json");
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      JsonNode reports = new ObjectMapper().readTree(outcome.out()).path("knn");
      assertThat(reports).hasSize(2);
      assertThat(reports.get(1).path("k").asInt()).isEqualTo(5);
      assertThat(reports.get(1).path("accuracy").asDouble())
          .as(features)
          .isGreaterThan(features.equals("pixels") ? 0.99 : 0.6);
      assertThat(reports.get(1).path("query_size").asInt()).isEqualTo(9); // 15 % of 60
    }
  }

  @Test
  void textIsATableAndItsProtocol() {
    Outcome outcome =
        Outcome.of(
            "evaluate", "knn", encoder, "--data", pictures, "-k", "5", "--features", "pixels");
    assertThat(outcome.out())
        .startsWith(
            "k  tau  accuracy  balanced\n5  0.1  100.00 %  100.00 %\n\nThe last line's protocol: weighted kNN, k = 5, tau = 0.1, ");
    assertThat(outcome.err()).contains("Embedding the queries: 9 of 9 images (100 %)");
  }

  @Test
  void wrongCallsAreExplained() {
    assertThat(Outcome.of("evaluate", "knn", encoder, "--data", pictures, "--tau", "0"))
        .isEqualTo(
            new Outcome(2, "", "Error: The option tau must be at least 0.002 but is 0.0.\n"));
    assertThat(Outcome.of("evaluate", "knn", encoder, "-k", "few"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "Error: --neighbours must be a number but is few.\nTry './likeness evaluate knn --help'.\n"));
    assertThat(Outcome.of("evaluate", "knn", encoder))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "Error: no images are named: add --data DIR, a folder or a name that ./likeness datasets lists.\n"));
    assertThat(Outcome.of("evaluate", "knn"))
        .isEqualTo(
            new Outcome(2, "", "Error: missing RUN.\nTry './likeness evaluate knn --help'.\n"));
    assertThat(Outcome.of("evaluate", "knnn", "last").err())
        .startsWith("Error: there is no command 'knnn', did you mean ./likeness evaluate knn?");
    assertThat(
            Outcome.of("evaluate", "knn", encoder, "--data", pictures, "--set", "data.exclud=x")
                .err())
        .startsWith(
            "Error: setting data.exclud=x: unknown key data.exclud, did you mean data.exclude?");
  }
}
