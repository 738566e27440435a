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
    assertThat(outcome.out().replaceAll("\\s+", " "))
        .startsWith("resnet50: ")
        .contains(
            "Options and their defaults (change one with --set backbone.KEY=VALUE): name resnet50 resnet18, resnet34",
            " stem imagenet imagenet or cifar: a 7x7 convolution of stride 2 and max pooling (imagenet)",
            " vit.patch 16 whole number in [1, 512]: side of a patch");
  }

  @Test
  void anUnknownOneIsAnsweredWithTheNearest() {
    assertThat(Outcome.of("backbones", "resnet51"))
        .isEqualTo(
            new Outcome(2, "", "Error: there is no backbone 'resnet51', did you mean resnet50?\n"));
  }

  @Test
  void jsonHasTheSame() throws JsonProcessingException {
    JsonNode all =
        new ObjectMapper().readTree(Outcome.of("backbones", "--json").out()).path("backbones");
    assertThat(all).hasSize(Backbones.all().size());
    assertThat(all.get(0).path("name").asText()).isEqualTo("resnet18");
    JsonNode one = new ObjectMapper().readTree(Outcome.of("backbones", "resnet18", "--json").out());
    assertThat(one.path("options").get(2).toString())
        .isEqualTo(
            "{\"key\":\"width\",\"default\":64,\"type\":\"whole number\",\"range\":\"in [1, 4096]\",\"help\":"
                + "\"channels of the first stage, 64 in the papers; all others grow with it\"}");
    assertThat(one.path("options").get(1).path("choices").toString())
        .isEqualTo("[\"imagenet\",\"cifar\"]");
  }
}
