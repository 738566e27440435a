package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.classifier.Answer;
import org.likeness.classifier.Classifier;
import org.likeness.error.InputException;
import org.likeness.evaluate.Report;
import org.likeness.features.FeatureProgress;
import org.likeness.figure.Figures;
import org.likeness.finetune.FineTuneProtocol;
import org.likeness.image.Image;
import org.likeness.run.RunLayout;

/** Measurements of an experiment that need the whole run. */
final class RunMeasuresTest {
  private static final Record SHARES =
      new SemiMeasure.Options(List.of(50.0, 100.0), FineTuneProtocol.INSTDISC, 1, 0, 0, 0);

  @TempDir static Path folder;
  private static Path images = Path.of("");
  private static RunLayout run = new RunLayout(Path.of(""));

  @BeforeAll
  static void train() {
    images = TinyFolder.labelled(folder.resolve("images"), 12);
    run = new RunLayout(folder.resolve("run"));
    Pretraining.of(
            TinyFolder.recipe(
                images,
                "method=supervised",
                "train.epochs=1",
                "monitor.evaluations=[]",
                "summary.evaluations=[]"))
        .into(run.folder())
        .run();
  }

  private static Report measure(
      String kind, Record options, String network, boolean pixels, FeatureProgress heard) {
    Measure measure =
        new Measure(
            kind,
            MeasureKind.named(kind),
            options,
            Optional.empty(),
            Optional.empty(),
            List.of("last"),
            Map.of());
    return measure
        .kind()
        .measuring()
        .measure(run, measure, network, pixels, Optional.empty(), heard);
  }

  private static Report measure(String kind, Record options, String network) {
    return measure(kind, options, network, network.equals("pixels"), FeatureProgress.NONE);
  }

  @Test
  void responsesAreTheAnswersOfTheRunsClassifier() {
    Report report = measure("responses", new ResponsesMeasure.Options(4, 2), "last");
    Classifier classifier = Classifier.load(run.folder());
    assertThat(report.images()).isEqualTo(4);
    assertThat(report.json().path("rows")).hasSize(4);
    for (JsonNode row : report.json().path("rows")) {
      String image = row.path("image").asText();
      assertThat(image).startsWith(row.path("class").asText() + "/");
      List<Answer> answers = classifier.classify(images.resolve(image), 2);
      assertThat(row.path("answers")).hasSize(2);
      for (int i = 0; i < 2; i++) {
        assertThat(row.path("answers").path(i).path("class").asText())
            .isEqualTo(answers.get(i).name());
        assertThat(row.path("answers").path(i).path("probability").asDouble())
            .isCloseTo(answers.get(i).probability(), within(1e-5));
      }
    }
    String svg =
        Figures.svg(
            MeasureKind.named("responses")
                .reader()
                .figure(report, id -> new Image(2, 2, new byte[12]))
                .orElseThrow());
    assertThat(svg).contains("Answers of the classifier", ">kind0<", ">kind1<", ">kind2<");
    refused("responses", new ResponsesMeasure.Options(4, 2), "raw pixels have no classifier");
  }

  @Test
  void theUntrainedNetworkStandsForTrainingFromScratch() {
    Report tuned = measure("semi", SHARES, "last");
    Report scratch = measure("semi", SHARES, "untrained");
    assertThat(tuned.json().path("rows").findValuesAsText("share")).containsExactly("0.5", "1.0");
    for (int i = 0; i < 2; i++) {
      JsonNode row = tuned.json().path("rows").path(i);
      JsonNode other = scratch.json().path("rows").path(i);
      assertThat(row.path("encoder").path("accuracy").isNumber()).isTrue();
      assertThat(other.path("encoder")).isEqualTo(row.path("scratch"));
      assertThat(other.has("scratch")).isFalse();
      assertThat(other.path("share")).isEqualTo(row.path("share"));
    }
    refused("semi", SHARES, "raw pixels have no weights to fine-tune");
  }

  private static void refused(String kind, Record options, String why) {
    assertThatThrownBy(() -> measure(kind, options, "pixels"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(why);
  }

  @Test
  void fineTuningStopsWhereTheProgressIsCancelled() {
    Record other = new SemiMeasure.Options(List.of(100.0), FineTuneProtocol.LIGHTLY, 2, 0, 0, 0);
    assertThatThrownBy(() -> measure("semi", other, "last", false, (done, total) -> false))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void anUnknownNameIsRefusedWithTheNamesOfAll() {
    assertThatThrownBy(() -> MeasureKind.named("sem"))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no evaluation 'sem', did you mean semi?");
  }
}
