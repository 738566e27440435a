package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.likeness.backbone.Backbones;
import org.likeness.cli.Outcome;

/** Stands for all commands that list things. */
final class BackbonesCommandTest {
  @Test
  void allAreListedWithTheNextStep() {
    Outcome outcome = Outcome.of("backbones");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out().lines())
        .hasSize(Backbones.all().size() + 2)
        .anyMatch(line -> line.startsWith("resnet50  "));
    assertThat(outcome.out())
        .endsWith("\n\nNext: ./likeness pretrain --data DIR --set backbone.name=resnet18\n");
  }

  @Test
  void oneIsToldWithItsOptions() {
    Outcome outcome = Outcome.of("backbones", "resnet50", "--quiet");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .startsWith("resnet50: ")
        .endsWith(
            """

            Options and their defaults (change one with --set backbone.KEY=VALUE):
              name         resnet50
              stem         imagenet
              width        64
              stem-stride  0
            """);
  }

  @Test
  void anUnknownOneIsAnsweredWithTheNearest() {
    assertThat(Outcome.of("backbones", "resnet51"))
        .isEqualTo(new Outcome(2, "", "there is no backbone 'resnet51', did you mean resnet50?\n"));
  }

  @Test
  void jsonHasTheSame() throws JsonProcessingException {
    JsonNode all =
        new ObjectMapper().readTree(Outcome.of("backbones", "--json").out()).path("backbones");
    assertThat(all).hasSize(Backbones.all().size());
    assertThat(all.get(0).path("name").asText()).isEqualTo("resnet18");
    JsonNode one = new ObjectMapper().readTree(Outcome.of("backbones", "resnet18", "--json").out());
    assertThat(one.path("options").path("width").asInt()).isEqualTo(64);
  }
}
