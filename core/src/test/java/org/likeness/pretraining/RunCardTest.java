package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.evaluations.Evaluations;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;

/** What the card of a run says. */
final class RunCardTest {
  @TempDir static Path folder;
  private static Path images = Path.of("");

  @BeforeAll
  static void train() {
    images = TinyFolder.labelled(folder.resolve("images"), 12);
    run("first");
  }

  private static RunLayout run(String name, String... more) {
    RunLayout run = new RunLayout(folder.resolve(name));
    Pretraining training =
        Pretraining.of(
            TinyFolder.recipe(
                images,
                "train.epochs=1",
                "monitor.evaluations=[]",
                "summary.evaluations=[knn, copies]",
                "summary.knn.k=3",
                "summary.knn.grid-k=[]"));
    for (String setting : more) {
      int at = setting.indexOf('=');
      training = training.set(setting.substring(0, at), setting.substring(at + 1));
    }
    training.into(run.folder()).run();
    return run;
  }

  private static String card(RunLayout run) throws IOException {
    return Files.readString(run.card());
  }

  /** A name of a class or a folder with a bar would be two cells. */
  @Test
  void aCellStaysACell() {
    assertThat(RunCard.cell("cats | dogs\nand more")).isEqualTo("cats \\| dogs and more");
  }

  @Test
  void itSaysWhereTheEncoderComesFromAndHowGoodItIs() throws IOException {
    RunLayout run = new RunLayout(folder.resolve("first"));
    String hash = RunData.read(run).orElseThrow().data().fingerprint().hash();
    assertThat(card(run))
        .contains(
            Encoder.savedHash(run.folder()),
            "- Fingerprint of their ids, sizes and labels: `" + hash + "`",
            "- Licence of the images: not stated",
            "Random weights, seed 0.",
            "train.epochs=1\n",
            "| raw pixels | untrained | trained |",
            "- Of these it learned from: ",
            "- libtorch: ")
        .containsPattern(
            "kNN accuracy, accuracy of the trained network: 95 % interval [\\d.]+ % to [\\d.]+ %\\.");
  }

  @Test
  void licencesAndWhatTheWeightsHadLearnedFromAreThere() throws IOException {
    Path weights = folder.resolve("first").resolve("encoder.safetensors");
    RunLayout run =
        run(
            "second",
            "init=" + weights,
            "card.images-licence=CC BY 4.0",
            "card.init-licence=Apache-2.0");
    assertThat(card(run))
        .contains(
            "- Licence of the images: CC BY 4.0",
            "- Licence of the weights: Apache-2.0",
            "- These had learned from: images, ")
        .doesNotContain("Random weights", "card.images-licence");
  }

  @Test
  void laterEvaluationsAreAdded() throws IOException {
    RunLayout run = run("third");
    assertThat(card(run)).doesNotContain("knn.json");
    RunEvaluation.of(RunNetwork.find(folder, "third"), "knn").run();
    RunCard.write(run);
    assertThat(card(run)).containsPattern("\\(`knn.json`\\)\n\nOn \\d+ test images of images\\.\n");
  }

  @Test
  void aRunWithoutEncoderIsRefused() throws IOException {
    RunLayout run = run("fourth");
    Files.delete(run.folder().resolve("encoder.safetensors"));
    assertThatThrownBy(() -> RunCard.write(run))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("encoder.safetensors");
  }

  /** A summary and reports that are written by hand, with other numbers in every column. */
  @Test
  void numbersAreThoseOfTheTrainedNetwork() throws IOException {
    RunLayout first = new RunLayout(folder.resolve("first"));
    RunLayout run = new RunLayout(Files.createDirectories(folder.resolve("fifth")));
    for (String file :
        List.of("recipe.yaml", "environment.json", "data.json", "encoder.safetensors")) {
      Files.copy(first.folder().resolve(file), run.folder().resolve(file));
    }
    Files.writeString(
        run.summary(),
        """
        {"images": 1234, "epoch": 3, "epochs": 8, "chosen": "best knn", "seconds": 5,
         "table": [["", "raw pixels", "trained"], ["kNN | k", "10.0 %", "50.0 %"]],
         "columns": [{"name": "raw pixels", "knn": {"accuracy": 0.1, "accuracy_low": 0.05, "accuracy_high": 0.15}},
                     {"name": "trained", "knn": {"accuracy": 0.5, "accuracy_low": 0.4, "accuracy_high": 0.61}}],
         "verdict": {"sentence": "worth it"}}
        """);
    Files.createDirectories(run.evaluations());
    Files.writeString(
        run.evaluations().resolve("knn-photos.json"),
        """
        {"evaluation": "knn", "images": 2345, "protocol": "as ever", "data": "photos", "learned_from": {"images": 7},
         "rows": [{"k": 5, "tau": 0.1, "accuracy": 0.25, "accuracy_low": 0.2, "accuracy_high": 0.3, "balanced_accuracy": 0.5}]}
        """);
    assertThat(RunCard.text(run))
        .contains(
            "On 1,234 test images that it did not learn from; the network is that of epoch 3 of 8 (best knn).",
            "|  | raw pixels | trained |\n| --- | --- | --- |\n| kNN \\| k | 10.0 % | 50.0 % |\n",
            "kNN accuracy, accuracy of the trained network: 95 % interval 40.0 % to 61.0 %.",
            "Verdict: worth it.",
            "(`knn-photos.json`)",
            "On 2,345 test images of photos, 7 of which it may have learned from.",
            "as ever.")
        .doesNotContain("5.0 % to 15.0 %");
    Path report = run.evaluations().resolve("knn-photos.json");
    Files.writeString(
        run.evaluations().resolve("other.json"),
        Files.readString(report).replace("\"knn\"", "\"other\"").replace("2345", "3456"));
    assertThat(RunCard.text(run)).doesNotContain("other.json");
    RunCard.write(run, Map.of("other", Evaluations.named("knn").reader()));
    assertThat(card(run)).contains("## other (`other.json`)\n\nOn 3,456 test images of photos");
  }
}
