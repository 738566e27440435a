package org.likeness.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;
import org.likeness.features.FeatureProgress;
import org.likeness.search.TestTables.Row;

final class DamagedIndexTest {
  private static final List<Row> TABLE = TestTables.clustered(300, 8, 5, 3);

  @TempDir Path folder;
  private Path index;

  @BeforeEach
  void write() {
    index = folder.resolve("index");
    Path table = TestTables.write(folder.resolve("t"), TABLE);
    try (SearchIndexWriter writer =
        SearchIndexWriter.open(index, IndexOptions.defaults().withThreads(2))) {
      writer.add(table, FeatureProgress.NONE);
      writer.commit();
    }
  }

  /** Each file cut, emptied and missing: one sentence, by readers and by writers. */
  @Test
  void damageIsSaidInASentence() throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(index)) {
      files = list.filter(file -> !file.toString().endsWith(".lock")).toList();
    }
    assertThat(files).hasSizeGreaterThan(10);
    int refused = 0;
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      for (int length : new int[] {bytes.length - 1, bytes.length / 2, 0}) {
        Files.write(file, java.util.Arrays.copyOf(bytes, length));
        refused += refusals(file);
      }
      Files.delete(file);
      refused += refusals(file);
      Files.write(file, bytes);
    }
    assertThat(refused).isGreaterThan(files.size() * 3);
    try (SearchIndex reader = SearchIndex.open(index)) {
      assertThat(reader.search(TABLE.get(0).vector(), Query.of(3))).hasSize(3);
    }
  }

  /** One other bit in each file, at several places: found when the index is opened. */
  @Test
  void changedBytesAreFoundAndTheFileIsNamed() throws IOException {
    List<Path> files;
    try (Stream<Path> list = Files.list(index)) {
      files = list.filter(file -> !file.toString().endsWith(".lock")).toList();
    }
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      String name = file.getFileName().toString();
      for (int eighth = 0; eighth <= 8; eighth++) {
        byte[] changed = bytes.clone();
        changed[Math.min(bytes.length - 1, bytes.length * eighth / 8)] ^= 0x10;
        Files.write(file, changed);
        assertRefused(name, () -> SearchIndex.open(index));
        assertRefused(name, () -> SearchIndexWriter.open(index, IndexOptions.defaults()));
      }
      Files.write(file, bytes);
    }
    try (SearchIndexWriter writer = SearchIndexWriter.open(index, IndexOptions.defaults())) {
      assertThat(writer.rows()).isEqualTo(300);
    }
  }

  /** A bit of the version of a file's format makes it a newer one. */
  private void assertRefused(String file, ThrowingCallable opening) {
    assertThatThrownBy(opening)
        .as(file)
        .isInstanceOf(InputException.class)
        .message()
        .isIn(
            ("the index %s is damaged (the content of its file %s is not what was written): delete"
                    + " the folder and make it again with ./likeness index TABLE... --out %s")
                .formatted(index, file, index),
            "the index %s was written by a newer version of Likeness (Lucene's files): update Likeness, or index the tables again into another folder"
                .formatted(index));
  }

  private int refusals(Path file) {
    try (SearchIndex reader = SearchIndex.open(index)) {
      reader.search(TABLE.get(0).vector(), Query.of(3));
      reader.search(TABLE.get(0).vector(), new Query(3, Filter.all(), true));
      return 0;
    } catch (InputException e) {
      assertThat(e.getMessage())
          .as("%s", file)
          .startsWith(
              file.getFileName().toString().startsWith("segments") && !Files.exists(file)
                  ? index + " is not an index"
                  : "the index " + index + " is damaged (")
          .doesNotContain("\n");
      return 1;
    }
  }

  @Test
  void aNewerVersionIsSaidToBe() throws IOException {
    data(Map.of("likeness.format", "2"));
    assertThatThrownBy(() -> SearchIndex.open(index))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the index %s was written by a newer version of Likeness (format 2, this one reads 1):"
                + " update Likeness, or index the tables again into another folder",
            index);
    assertThatThrownBy(() -> SearchIndexWriter.open(index, IndexOptions.defaults()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("newer version");
  }

  @Test
  void lucenesFilesOfOthersAreNoIndex() throws IOException {
    data(Map.of("likeness.format", ""));
    assertThatThrownBy(() -> SearchIndex.open(index))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it has Lucene's files but is not an index of Likeness");
  }

  @Test
  void aMissingFolderIsSaid() {
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> SearchIndex.open(nowhere))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "there is no index %s: make one with ./likeness index TABLE --out FOLDER", nowhere);
    assertThat(nowhere).doesNotExist();
  }

  private void data(Map<String, String> changes) throws IOException {
    try (Directory directory = new MMapDirectory(index);
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig())) {
      Map<String, String> data = new HashMap<>();
      writer.getLiveCommitData().forEach(entry -> data.put(entry.getKey(), entry.getValue()));
      data.putAll(changes);
      writer.setLiveCommitData(data.entrySet());
      writer.commit();
    }
  }
}
