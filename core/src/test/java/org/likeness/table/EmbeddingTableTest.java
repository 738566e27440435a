package org.likeness.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.data.LimitedDataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.features.Embedder;
import org.likeness.features.Encoders;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.SmallImages;
import org.likeness.features.Vectors;
import org.likeness.io.SafeTensors;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class EmbeddingTableTest {
  private static final LoaderOptions LOADING = LoaderOptions.everyImage(4);
  private static Embedder embedder;

  @TempDir Path temp;

  @AfterAll
  static void allThreads() {
    Torch.setThreads(Runtime.getRuntime().availableProcessors());
  }

  @BeforeAll
  static void load() {
    Torch.setThreads(
        1); // the networks here are so small that threads would only wait for each other
    embedder = new NetworkEmbedder(Encoders.small(), FeatureKind.HEAD);
  }

  private EmbeddingTableWriter writer(String folder, boolean half) {
    return new EmbeddingTableWriter(temp.resolve(folder), embedder, "abc", LOADING, half);
  }

  private static Dataset images() {
    return new LimitedDataset(new SmallImages(14, true, 3), 0.5);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    EmbeddingTable table = writer("t", false).write(images(), "small/", FeatureProgress.NONE);
    Vectors vectors = new Features(embedder, LOADING).of(images(), FeatureProgress.NONE);
    assertThat(Tensors.floats(table.vectors())).containsExactly(Tensors.floats(vectors.matrix()));
    assertThat(Tensors.floats(table.rows(2, 3)))
        .containsExactly(Tensors.floats(vectors.matrix().narrow(0, 2, 3)));
    assertThat(table.size()).isEqualTo(13);
    assertThat(table.dimension()).isEqualTo(6);
    assertThat(table.images())
        .extracting(TableImage::index)
        .containsExactly(0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
    assertThat(table.images().get(1))
        .isEqualTo(new TableImage(1, "a,b/1.png", "green", Map.of("said", "a \"word\", or\ntwo")));
    assertThat(table.info().data()).isEqualTo("small/");
    assertThat(table.info().preprocessing()).isEqualTo(Encoders.INPUTS);
  }

  @Test
  void theColourSpaceIsReadAgain() {
    Embedder halves = new NetworkEmbedder(Encoders.halves(), FeatureKind.HEAD);
    EmbeddingTable table =
        new EmbeddingTableWriter(temp.resolve("lab"), halves, "abc", LOADING, false)
            .write(images(), "small/", FeatureProgress.NONE);
    assertThat(table.info().preprocessing()).isEqualTo(Encoders.halves().preprocessing());
  }

  @Test
  void theVectorsAreASafetensorsFile() {
    EmbeddingTable table = writer("t", false).write(images(), "small/", FeatureProgress.NONE);
    var file = SafeTensors.read(temp.resolve("t/vectors.safetensors"));
    assertThat(file.names()).containsExactly("vectors");
    assertThat(Tensors.floats(file.tensor("vectors")))
        .containsExactly(Tensors.floats(table.vectors()));
  }

  @Test
  void theHeaderIsTheSameToTheByteInEveryVersion() {
    String json =
        "{\"vectors\":{\"dtype\":\"F16\",\"shape\":[2000000000,768],\"data_offsets\":[0,3072000000000]}}";
    byte[] header =
        EmbeddingTableWriter.header(new TableShape(2_000_000_000, 2_000_000_000, 768, true))
            .array();
    assertThat(new String(header, 8, 248, StandardCharsets.UTF_8))
        .isEqualTo(json + " ".repeat(248 - json.length()));
    assertThat(header).hasSize(256).startsWith(248, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void halfTakesHalf() throws IOException {
    float[] half =
        Tensors.floats(writer("h", true).write(images(), "small/", FeatureProgress.NONE).vectors());
    float[] full =
        Tensors.floats(
            writer("f", false).write(images(), "small/", FeatureProgress.NONE).vectors());
    for (int i = 0; i < half.length; i++) {
      assertThat(Math.abs(half[i] - full[i])).isLessThanOrEqualTo(Math.abs(full[i]) / 2048 + 1e-7f);
    }
    assertThat(Files.size(temp.resolve("h/vectors.safetensors"))).isEqualTo(256 + 13 * 6 * 2);
    assertThat(
            Tensors.shape(
                SafeTensors.read(temp.resolve("h/vectors.safetensors")).tensor("vectors")))
        .containsExactly(13, 6);
  }

  /** A map has at most 2 GB, a table may have more. */
  @Test
  void rowsMayLieInSeveralMaps() {
    for (boolean half : new boolean[] {false, true}) {
      String name = half ? "half" : "full";
      float[] all =
          Tensors.floats(writer(name, half).write(images(), "", FeatureProgress.NONE).vectors());
      EmbeddingTable inMaps = EmbeddingTable.open(temp.resolve(name), 5L * 6 * (half ? 2 : 4) + 1);
      for (int from = 0; from < 13; from++) {
        for (int count = 1; count <= 13 - from; count++) {
          assertThat(Tensors.floats(inMaps.rows(from, count)))
              .as("%d rows from %d", count, from)
              .containsExactly(Arrays.copyOfRange(all, 6 * from, 6 * (from + count)));
        }
      }
    }
  }

  @Test
  void aWriterThatWasEndedGoesOnAndTheFilesAreBitEqual() throws IOException {
    writer("whole", false).write(images(), "small/", FeatureProgress.NONE);
    assertThatThrownBy(
            () -> writer("cut", false).write(images(), "small/", (done, total) -> done < 8))
        .isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> EmbeddingTable.open(temp.resolve("cut")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("incomplete");
    // A writer killed in the middle of a batch leaves more than its progress says.
    Files.write(temp.resolve("cut/vectors.part"), new byte[] {1, 2, 3}, StandardOpenOption.APPEND);
    Files.writeString(temp.resolve("cut/images.part"), "9,half a li", StandardOpenOption.APPEND);
    int[] first = new int[1];
    writer("cut", false)
        .write(
            images(),
            "small/",
            (done, total) -> {
              first[0] = first[0] == 0 ? done : first[0];
              return true;
            });
    assertThat(first[0]).isEqualTo(12); // the third batch, not the first
    for (String file : new String[] {"vectors.safetensors", "images.csv", "table.json"}) {
      assertThat(temp.resolve("cut").resolve(file))
          .hasSameBinaryContentAs(temp.resolve("whole").resolve(file));
    }
    try (var files = Files.list(temp.resolve("cut"))) {
      assertThat(files.map(p -> p.getFileName().toString()))
          .containsExactlyInAnyOrder(".lock", "vectors.safetensors", "images.csv", "table.json");
    }
  }

  @Test
  void aWriterKilledWhileItNamesItsFilesGoesOn() throws IOException {
    writer("whole", false).write(images(), "small/", FeatureProgress.NONE);
    assertThatThrownBy(
            () -> writer("cut", false).write(images(), "small/", (done, total) -> done < 14))
        .isInstanceOf(CancellationException.class);
    Files.move(temp.resolve("cut/vectors.part"), temp.resolve("cut/vectors.safetensors"));
    writer("cut", false).write(images(), "small/", FeatureProgress.NONE);
    assertThat(temp.resolve("cut/vectors.safetensors"))
        .hasSameBinaryContentAs(temp.resolve("whole/vectors.safetensors"));
  }

  @Test
  void aFolderThatIsBeingWrittenIsRefused() {
    EmbeddingTable table =
        writer("t", false)
            .write(
                images(),
                "small/",
                (done, total) -> {
                  assertThatThrownBy(
                          () -> writer("t", false).write(images(), "small/", FeatureProgress.NONE))
                      .isInstanceOf(InputException.class)
                      .hasMessage(
                          "the embedding table "
                              + temp.resolve("t")
                              + " is in use by this process: close it first, or choose another folder");
                  return true;
                });
    assertThat(table.size()).isEqualTo(13);
  }

  @Test
  void damagedProgressIsRefused() throws IOException {
    assertThatThrownBy(
            () -> writer("t", false).write(images(), "small/", (done, total) -> done < 8))
        .isInstanceOf(CancellationException.class);
    Path file = temp.resolve("t/progress.json");
    String whole = Files.readString(file);
    progressIsRefused(whole.substring(0, 20), "it is not valid JSON (line 1)");
    progressIsRefused("{}", "it does not have the format of an embedding table");
    progressIsRefused(
        whole.replaceFirst("\"rows\":\\d+", "\"rows\":-1"), "rows must be in [0, 8] but is -1");
    progressIsRefused(
        whole.replaceFirst("\"next_batch\":\\d+", "\"next_batch\":5"),
        "next_batch must be in [0, 4] but is 5");
    progressIsRefused(
        whole.replaceFirst("\"csv_bytes\":\\d+", "\"csv_bytes\":-1"),
        "csv_bytes must be in [26, 9223372036854775807] but is -1");
    progressIsRefused(
        whole.replaceFirst("\"csv_bytes\":\\d+", "\"csv_bytes\":\"many\""),
        "csv_bytes is not a whole number");
    Files.writeString(file, whole);
    assertThat(writer("t", false).rowsThere()).isEqualTo(7);
  }

  private void progressIsRefused(String content, String reason) throws IOException {
    Path file = Files.writeString(temp.resolve("t/progress.json"), content);
    String message = file + " is damaged, since " + reason + ": delete the folder and start again";
    assertThatThrownBy(() -> writer("t", false).write(images(), "small/", FeatureProgress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> writer("t", false).rowsThere())
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void theProgressOfACompleteTableIsRemoved() throws IOException {
    writer("t", false).write(images(), "small/", FeatureProgress.NONE);
    Path left = Files.writeString(temp.resolve("t/progress.json"), "{");
    assertThat(writer("t", false).write(images(), "small/", FeatureProgress.NONE).size())
        .isEqualTo(13);
    assertThat(left).doesNotExist();
  }

  @Test
  void aFileInPlaceOfTheFolderIsRefused() throws IOException {
    Path file = Files.writeString(temp.resolve("t"), "Dear");
    assertThatThrownBy(() -> writer("t", false).write(images(), "small/", FeatureProgress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessage(file + " is a file: choose an empty or a new folder");
  }

  /** Killed before its first progress was published. */
  @Test
  void aWriterKilledAtItsStartBeginsAgain() throws IOException {
    Files.createDirectories(temp.resolve("t"));
    Files.writeString(temp.resolve("t/.lock"), "1");
    Files.writeString(temp.resolve("t/.progress.json.1-1.part"), "{");
    writer("t", false).write(images(), "small/", FeatureProgress.NONE);
    assertThat(temp.resolve("t/.progress.json.1-1.part")).doesNotExist();
  }

  @Test
  void aCompleteTableIsNotComputedAgain() {
    writer("t", false).write(images(), "small/", FeatureProgress.NONE);
    writer("t", false)
        .write(
            images(),
            "small/",
            (done, total) -> {
              throw new AssertionError("nothing is left to do");
            });
  }

  @Test
  void theTableOfAnotherEncoderIsRefused() {
    writer("t", false).write(images(), "small/", FeatureProgress.NONE);
    assertThat(EmbeddingTable.open(temp.resolve("t"), "abc").size()).isEqualTo(13);
    String message =
        temp.resolve("t")
            + " was written by another encoder (hash abc, not xyz), whose vectors cannot be compared: embed the data with this encoder into"
            + " another folder";
    assertThatThrownBy(() -> EmbeddingTable.open(temp.resolve("t"), "xyz"))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
    EmbeddingTableWriter other =
        new EmbeddingTableWriter(temp.resolve("t"), embedder, "xyz", LOADING, false);
    assertThatThrownBy(() -> other.write(images(), "small/", FeatureProgress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void otherDataAndOtherFoldersAreRefused() throws IOException {
    writer("t", false).write(images(), "small/", FeatureProgress.NONE);
    assertThatThrownBy(() -> writer("t", false).write(images(), "other/", FeatureProgress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessage(
            temp.resolve("t")
                + " contains another table, with data small/ instead of other/: choose another folder, or delete this one");
    EmbeddingTableWriter others =
        new EmbeddingTableWriter(
            temp.resolve("t"),
            new NetworkEmbedder(Encoders.small(), FeatureKind.BACKBONE),
            "abc",
            LoaderOptions.everyImage(7),
            true);
    assertThatThrownBy(() -> others.write(images(), "small/", FeatureProgress.NONE))
        .hasMessageContaining(
            "with features head instead of backbone, batch 4 instead of 7, bytes per value 4 instead of 2, dimension 6 instead of ");
    Files.createDirectories(temp.resolve("mine"));
    Files.writeString(temp.resolve("mine/letter.txt"), "Dear");
    assertThatThrownBy(() -> writer("mine", false).write(images(), "small/", FeatureProgress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessage(
            temp.resolve("mine") + " contains other files: choose an empty or a new folder");
    assertThat(temp.resolve("mine/.lock")).doesNotExist();
    assertThatThrownBy(() -> EmbeddingTable.open(temp.resolve("mine")))
        .isInstanceOf(InputException.class)
        .hasMessage(temp.resolve("mine") + " is not an embedding table: it has no table.json");
  }

  @Test
  void aTableThatWasCutShortIsRefused() throws IOException {
    writer("t", false).write(images(), "small/", FeatureProgress.NONE);
    Path file = temp.resolve("t/vectors.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> EmbeddingTable.open(temp.resolve("t")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("vectors.safetensors does not match table.json");
  }

  /**
   * A hint where to find the encoder, which neither the table's identity nor its rows depend on.
   */
  @Test
  void theTableSaysWhereItsEncoderIs() {
    EmbeddingTableWriter plain = writer("hinted", false);
    EmbeddingTable written =
        plain.encoderAt(temp.resolve("run")).write(images(), "some", FeatureProgress.NONE);
    assertThat(written.info().encoder()).contains(temp.resolve("run").toString());
    assertThat(plain.write(images(), "some", FeatureProgress.NONE).info().encoder())
        .as("the same table for a writer that does not know")
        .isEqualTo(written.info().encoder());
  }
}
