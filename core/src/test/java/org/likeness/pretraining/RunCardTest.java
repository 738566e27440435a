package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
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
}
