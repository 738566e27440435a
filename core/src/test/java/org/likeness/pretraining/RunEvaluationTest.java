package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.classifier.Classifier;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.knn.KnnEvaluation;
import org.likeness.features.FeatureKind;
import org.likeness.io.Json;
import org.likeness.option.OptionRecords;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;

/** Evaluations of a run: their images, options and files. */
final class RunEvaluationTest {
  private static final KnnEvaluation.Options FIVE =
      new KnnEvaluation.Options(List.of(5), List.of(0.1), List.of(), List.of());

  @TempDir static Path folder;
  private static RunLayout run = new RunLayout(Path.of(""));
  private static Path images = Path.of("");

  @BeforeAll
  static void train() {
    images = TinyFolder.labelled(folder.resolve("images"), 12);
    run = new RunLayout(folder.resolve("run"));
    Pretraining.of(
            TinyFolder.recipe(
                images,
                "train.epochs=2",
                "monitor.evaluations=[]",
                "summary.evaluations=[knn, copies]",
                "summary.knn.k=3",
                "summary.knn.grid-k=[]"))
        .into(run.folder())
        .run();
  }

  @AfterEach
  void forget() throws IOException {
    if (Files.exists(run.evaluations())) {
      for (Path file : files().toList()) {
        Files.delete(file);
      }
    }
  }

  private static Stream<Path> files() throws IOException {
    try (Stream<Path> list = Files.list(run.evaluations())) {
      return list.toList().stream().sorted();
    }
  }

  private static List<String> names() throws IOException {
    return files()
        .map(file -> file.getFileName().toString())
        .filter(name -> name.endsWith(".json"))
        .toList();
  }

  private static RunEvaluation of(String network, String evaluation) {
    return RunEvaluation.of(RunNetwork.find(folder, "run" + network), evaluation);
  }

  private static DataOptions data(Path place) {
    return DataOptions.defaults().withSource(place.toString());
  }

  @Test
  void theUsualReportIsThatOfTheSummary() throws IOException {
    RunReport result = of("", "knn").run();
    Report report = result.report();
    Path file = run.evaluations().resolve("knn.json");
    assertThat(result.file()).contains(file);
    assertThat(Json.read(file)).isEqualTo(report.json());
    assertThat(report.json().at("/rows/0/k").asInt()).isEqualTo(3);
    assertThat(report.json().at("/rows/0/accuracy"))
        .isEqualTo(Json.read(run.summary()).at("/columns/2/knn/accuracy"));
    assertThat(report.protocol()).contains("bank images train", ", epoch 2");
    assertThat(report.json().path("epoch").asText()).isEqualTo("2");
    assertThat(report.json().path("encoder").asText()).isEqualTo(Encoder.load(run.folder()).hash());
    assertThat(report.json().path("data").asText()).isEqualTo("images");
    assertThat(report.json().path("data_hash").asText())
        .isEqualTo(RunData.read(run).orElseThrow().data().fingerprint().hash());
    assertThat(of("", "copies").run().report().protocol()).endsWith(", epoch 2");
  }

  @Test
  void otherProtocolsAreOtherFiles() throws IOException {
    of("", "copies").run();
    of("@last", "copies").run();
    of("@untrained", "copies").run();
    of("", "copies").features(FeatureKind.BACKBONE).run();
    Report pixels = of("@last", "copies").features(FeatureKind.PIXELS).run().report();
    assertThat(names())
        .containsExactly(
            "copies-backbone.json",
            "copies-pixels@last.json",
            "copies.json",
            "copies@last.json",
            "copies@untrained.json");
    assertThat(pixels.protocol()).contains("raw pixels").doesNotContain("epoch");
    assertThat(pixels.json().path("epoch").asText()).isEqualTo("none");
    assertThat(pixels.caption()).as("of no network").isEqualTo(pixels.protocol());
    Report last = Report.read(run.evaluations().resolve("copies@last.json"));
    assertThat(last.caption()).isEqualTo("InvaSpread (" + run.name() + "): " + last.protocol());
    assertThat(Json.read(run.evaluations().resolve("copies@last.json")).path("network").asText())
        .isEqualTo("last");
    assertThat(
            Json.read(run.evaluations().resolve("copies@untrained.json")).path("protocol").asText())
        .endsWith(", untrained network");
  }

  @Test
  void otherOptionsAreHashed() throws IOException {
    RunEvaluation usual = of("", "knn");
    usual.options(usual.usualOptions()).run();
    of("", "knn").options(FIVE).run();
    assertThat(names()).contains("knn.json");
    List<Path> others =
        files().filter(file -> file.toString().matches(".*knn-[0-9a-f]{6}\\.json")).toList();
    assertThat(others).hasSize(1);
    Path other = others.get(0);
    assertThat(of("", "knn").options(FIVE).run().file()).contains(other);
    assertThat(Json.read(other).at("/rows/0/k").asInt()).isEqualTo(5);
  }

  @Test
  void otherImagesAreNamed() throws IOException {
    Path photos = TinyFolder.labelled(folder.resolve("a/photos"), 8);
    Path others = TinyFolder.labelled(folder.resolve("b/photos"), 9);
    RunReport first = of("", "copies").data(data(photos)).run();
    RunReport second = of("", "copies").data(data(others)).run();
    assertThat(names()).hasSize(2).allMatch(name -> name.matches("copies-photos-[0-9a-f]{6}.json"));
    assertThat(first.report().json().path("data").asText()).isEqualTo("photos");
    assertThat(first.report().json().path("data_hash"))
        .isNotEqualTo(second.report().json().path("data_hash"));
    assertThat(of("", "copies").data(data(images)).run().file())
        .contains(run.evaluations().resolve("copies.json"));
  }

  @Test
  void theClassifierIsThatOfTheUsualEvaluation() throws IOException {
    Path file = run.folder().resolve(Classifier.FILE);
    Path others = TinyFolder.labelled(folder.resolve("c/photos"), 8);
    String why =
        "The classifier is not written: classifier.safetensors is written by evaluations of the run's encoder and own images with the usual features and options alone";
    RunReport elsewhere = of("", "linear").data(data(others)).run();
    assertThat(elsewhere.classifier()).isEmpty();
    assertThat(elsewhere.remarks()).contains(why);
    RunEvaluation other = of("", "linear");
    other.options(OptionRecords.with(other.usualOptions(), "epochs", 1));
    RunReport unusual = other.run();
    assertThat(unusual.classifier()).isEmpty();
    assertThat(unusual.remarks()).contains(why);
    assertThat(file).doesNotExist();
    RunReport usual = of("", "linear").run();
    assertThat(usual.classifier()).contains(file);
    assertThat(usual.remarks()).doesNotContain(why);
    assertThat(of("", "knn").run().remarks()).doesNotContain(why);
    assertThat(file).exists();
  }

  @Test
  void featuresAreThoseOfTheRecipeOrTheMethod() {
    Path supervised = folder.resolve("supervised");
    Summary summary =
        Pretraining.of(
                TinyFolder.recipe(
                    images,
                    "method=supervised",
                    "train.epochs=1",
                    "monitor.evaluations=[]",
                    "summary.evaluations=[copies]"))
            .into(supervised)
            .run();
    assertThat(summary.trained().orElseThrow().report("copies").orElseThrow().protocol())
        .contains("cosine of backbone features");
    RunNetwork network = RunNetwork.find(folder, "supervised");
    RunReport usual = RunEvaluation.of(network, "copies").run();
    assertThat(usual.report().protocol()).contains("cosine of backbone features");
    assertThat(usual.file().orElseThrow()).hasFileName("copies.json");
    RunReport head = RunEvaluation.of(network, "copies").features(FeatureKind.HEAD).run();
    assertThat(head.report().protocol()).contains("cosine of head features");
    assertThat(head.file().orElseThrow()).hasFileName("copies-head.json");

    PretrainRecipe chosen =
        PretrainRecipe.of(
            TinyFolder.recipe(images, "summary.features=backbone", "monitor.features=head"));
    assertThat(chosen.summaryFeatures(FeatureKind.HEAD)).isEqualTo(FeatureKind.BACKBONE);
    assertThat(chosen.monitorFeatures(FeatureKind.BACKBONE)).isEqualTo(FeatureKind.HEAD);
    PretrainRecipe usually = PretrainRecipe.of(TinyFolder.recipe(images));
    assertThat(usually.summaryFeatures(FeatureKind.HEAD)).isEqualTo(FeatureKind.HEAD);
    assertThat(usually.summaryFeatures(FeatureKind.BACKBONE)).isEqualTo(FeatureKind.BACKBONE);
  }

  @Test
  void anEncoderFileHasNoFolderForReports() {
    RunNetwork file = RunNetwork.of(run.folder().resolve("encoder.safetensors"));
    RunReport result = RunEvaluation.of(file, "copies").data(data(images)).run();
    assertThat(result.file()).isEmpty();
    assertThat(result.report().protocol()).endsWith(", chosen epoch");
    assertThatThrownBy(() -> RunEvaluation.of(file, "copies").run())
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("no images are given");
  }

  @Test
  void aCancelledEvaluationWritesNothing() {
    RunEvaluation evaluation = of("", "copies").batch(4).progress((done, total) -> false);
    assertThatThrownBy(evaluation::run).isInstanceOf(CancellationException.class);
    assertThat(run.evaluations().resolve("copies.json")).doesNotExist();
  }

  @Test
  void changedImagesAreRefusedUnlessTheyAreNamed() throws IOException {
    Path added = Files.copy(images.resolve("kind1/3.png"), images.resolve("kind1/new.png"));
    try {
      assertThatThrownBy(() -> of("", "copies").run())
          .isInstanceOf(InputException.class)
          .hasMessageContaining("1 is new (kind1/new.png)")
          .hasMessageEndingWith("; restore them, or name images with --data DIR");
      assertThat(of("", "copies").data(data(images)).run().file().orElseThrow().getFileName())
          .asString()
          .matches("copies-images-[0-9a-f]{6}.json");
    } finally {
      Files.delete(added);
    }
  }
}
