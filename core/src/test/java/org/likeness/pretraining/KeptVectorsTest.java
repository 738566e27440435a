package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.data.source.DataOptions;
import org.likeness.features.FeatureKind;
import org.likeness.io.FolderLock;
import org.likeness.run.RunLayout;
import org.likeness.table.EmbeddingTable;

/** Evaluations of a run share the vectors that one of them computed. */
final class KeptVectorsTest {
  private static final int BATCH = 2;

  @TempDir static Path folder;
  private static RunLayout run = new RunLayout(Path.of(""));

  @BeforeAll
  static void train() {
    run = new RunLayout(folder.resolve("run"));
    Pretraining.of(
            TinyFolder.recipe(
                TinyFolder.labelled(folder.resolve("images"), 12),
                "train.epochs=1",
                "monitor.evaluations=[]",
                "summary.evaluations=[]"))
        .into(run.folder())
        .run();
  }

  @AfterEach
  void forget() throws IOException {
    if (Files.exists(run.embeddings())) {
      try (Stream<Path> files = Files.walk(run.embeddings())) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static RunEvaluation of(String evaluation) {
    return RunEvaluation.of(RunNetwork.of(run, NetworkName.ENCODER), evaluation).batch(BATCH);
  }

  private static Path table() {
    return run.embeddings().resolve("head-images-test");
  }

  private static boolean isRead(RunReport result) {
    return result.remarks().stream()
        .anyMatch(
            remark -> remark.matches("Embeddings of .*images test.* were computed earlier .*"));
  }

  @Test
  void theSecondEvaluationReadsWhatTheFirstComputed() {
    RunReport first = of("knn").run();
    assertThat(isRead(first)).isFalse();
    RunReport second = of("knn").run();
    assertThat(second.remarks())
        .containsExactly(
            "Embeddings of images train, images test, images validation were computed earlier and are read from "
                + run.embeddings());
    assertThat(second.report()).isEqualTo(first.report());
    RunReport computed =
        RunEvaluation.of(RunNetwork.of(run, NetworkName.ENCODER), "spread").batch(4).run();
    assertThat(isRead(computed)).as("of another batch").isFalse();
    assertThat(isRead(of("spread").features(FeatureKind.BACKBONE).run())).isFalse();
    assertThat(isRead(of("spread").features(FeatureKind.PIXELS).run())).isFalse();
  }

  /** The encoder of this run is its last epoch. */
  @Test
  void theSameNetworkUnderAnotherNameIsNotEmbeddedAgain() {
    of("spread").run();
    RunNetwork last = RunNetwork.of(run, new NetworkName("last"));
    assertThat(isRead(RunEvaluation.of(last, "spread").batch(BATCH).run())).isTrue();
    RunNetwork untrained = RunNetwork.of(run, new NetworkName("untrained"));
    assertThat(isRead(RunEvaluation.of(untrained, "spread").batch(BATCH).run())).isFalse();
  }

  @Test
  void numbersAreThoseOfVectorsThatAreNotKept() {
    DataOptions images = DataOptions.defaults().withSource(folder.resolve("images").toString());
    RunNetwork file = RunNetwork.of(run.folder().resolve("encoder.safetensors"));
    RunReport computed = RunEvaluation.of(file, "knn").batch(BATCH).data(images).run();
    of("knn").run();
    RunReport read = of("knn").run();
    assertThat(isRead(read)).isTrue();
    assertThat(read.report().json().path("rows").get(0).path("accuracy"))
        .isEqualTo(computed.report().json().path("rows").get(0).path("accuracy"));
  }

  @Test
  void aTableOfAnotherEncoderIsReplaced() throws IOException {
    RunReport first = of("spread").run();
    Path info = table().resolve("table.json");
    String right = Files.readString(info);
    Files.writeString(info, right.replaceFirst("\"encoder_hash\" ?: ?\"..", "$0ff"));
    assertThat(Files.readString(info)).isNotEqualTo(right);
    RunReport again = of("spread").run();
    assertThat(isRead(again)).isFalse();
    assertThat(again.report()).isEqualTo(first.report());
    assertThat(info).content().isEqualTo(right);
    assertThat(isRead(of("spread").run())).isTrue();
  }

  @Test
  void otherImagesOfTheSameNameAreEmbedded() throws IOException {
    Path images = TinyFolder.labelled(folder.resolve("others"), 8);
    DataOptions data = DataOptions.defaults().withSource(images.toString());
    of("spread").data(data).run();
    assertThat(of("spread").data(data).run().remarks()).hasSize(1);
    byte[] other = Files.readAllBytes(images.resolve("kind1/1.png"));
    for (int i = 0; i < 8; i++) {
      Files.write(images.resolve("kind0/" + i + ".png"), other);
    }
    assertThat(of("spread").data(data).run().remarks()).isEmpty();
  }

  @Test
  void anInterruptionAndDamageAreHarmless() throws IOException {
    RunReport whole = of("spread").run();
    forget();
    assertThatThrownBy(() -> of("spread").progress((done, total) -> done < BATCH).run())
        .isInstanceOf(CancellationException.class);
    assertThat(table().resolve("progress.json")).isNotEmptyFile();
    RunReport continued = of("spread").run();
    assertThat(isRead(continued)).isFalse();
    assertThat(continued.report()).isEqualTo(whole.report());

    for (String damaged : List.of("vectors.safetensors", "images.csv", "table.json")) {
      Files.writeString(table().resolve(damaged), "{");
      RunReport repaired = of("spread").run();
      assertThat(isRead(repaired)).as(damaged).isFalse();
      assertThat(repaired.report()).isEqualTo(whole.report());
    }
    Files.delete(table().resolve("table.json"));
    Files.writeString(table().resolve("progress.json"), "{");
    assertThat(of("spread").run().report()).isEqualTo(whole.report());
    assertThat(EmbeddingTable.open(table()).size()).isEqualTo(whole.report().images());
  }

  @Test
  void whatAnotherProcessWritesIsComputed() throws IOException {
    RunReport first = of("spread").run();
    forget();
    try (FolderLock other = FolderLock.take(table(), "the table", "name")) {
      assertThat(of("spread").run().report()).isEqualTo(first.report());
    }
    assertThat(table().resolve("table.json")).doesNotExist();
  }

  @Test
  void imagesThatCannotBeDecodedStayKnown() throws IOException {
    Path images = TinyFolder.labelled(folder.resolve("broken"), 8);
    for (int i = 0; i < 8; i++) {
      Path file = images.resolve("kind0/" + i + ".png");
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));
    }
    DataOptions data = DataOptions.defaults().withSource(images.toString()).withMaxSkipped(0.5);
    RunReport first = of("spread").data(data).run();
    RunReport second = of("spread").data(data).run();
    assertThat(first.skipped()).isNotEmpty();
    assertThat(second.remarks()).hasSize(1);
    assertThat(second.skipped()).isEqualTo(first.skipped());
    assertThat(second.report()).isEqualTo(first.report());
  }
}
