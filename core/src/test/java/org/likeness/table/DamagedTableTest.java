package org.likeness.table;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.augment.Preprocessing;
import org.likeness.error.InputException;
import org.likeness.features.FeatureKind;
import org.likeness.io.Json;

/** A table whose files were changed is refused with one sentence. */
final class DamagedTableTest {
  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    Preprocessing inputs =
        new Preprocessing(4, 4, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
    TableInfo info =
        new TableInfo(
            "abc",
            FeatureKind.HEAD,
            inputs,
            "some",
            4,
            new TableShape(1, 0, 2, false),
            Optional.empty());
    Files.writeString(folder.resolve("table.json"), Json.pretty(info.json()));
    Files.writeString(folder.resolve("images.csv"), ImageLines.HEADER);
    Files.write(
        folder.resolve("vectors.safetensors"), EmbeddingTableWriter.header(info.shape()).array());
    EmbeddingTable.open(folder);
  }

  private void edit(String file, String text, String by) throws IOException {
    Path path = folder.resolve(file);
    Files.writeString(path, Files.readString(path).replace(text, by));
  }

  private void isRefused(String reason) {
    assertThatThrownBy(() -> EmbeddingTable.open(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(
            folder
                + " cannot be read as an embedding table: "
                + reason
                + "; delete the folder and embed the data again");
  }

  @Test
  void whatIsNoJson() throws IOException {
    edit("table.json", "\"count\"", "count");
    isRefused("table.json is not valid JSON (line 15)");
  }

  @Test
  void aRowWhoseBytesAreNoInt() throws IOException {
    edit("table.json", "\"dimension\" : 2", "\"dimension\" : " + (1 << 30));
    isRefused("dimension must be in [1, 536870911] but is 1073741824");
  }

  @Test
  void linesThatAreNoText() throws IOException {
    Files.write(
        folder.resolve("images.csv"),
        (ImageLines.HEADER + "0,é.png,,\n").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> EmbeddingTable.open(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("images.csv") + " cannot be read: it is not UTF-8 text");
  }

  @Test
  void aFileThatCannotBeReadIsNoReasonToDeleteTheTable() throws IOException {
    for (String file : List.of("table.json", "images.csv", "vectors.safetensors")) {
      Path path = folder.resolve(file);
      byte[] content = Files.readAllBytes(path);
      Files.delete(path);
      Files.createDirectory(path);
      assertThatThrownBy(() -> EmbeddingTable.open(folder))
          .isInstanceOf(InputException.class)
          .hasMessageNotContaining("delete the folder");
      Files.delete(path);
      Files.write(path, content);
    }
  }

  @Test
  void vectorsOfAnotherTable() throws IOException {
    Files.write(folder.resolve("vectors.safetensors"), new byte[] {1});
    isRefused("vectors.safetensors does not match table.json");
  }
}
