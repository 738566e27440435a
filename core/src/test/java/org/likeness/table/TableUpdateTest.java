package org.likeness.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.data.LoadedDataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.error.InputException;
import org.likeness.features.Embedder;
import org.likeness.features.Encoders;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.image.Image;
import org.likeness.torch.Tensors;

/** A table follows a folder that changes. */
final class TableUpdateTest {
  private static final LoaderOptions LOADING = LoaderOptions.everyImage(4);
  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static Embedder embedder;

  @TempDir Path temp;
  private Path pictures;
  private Path table;
  private int changing = -1;

  @BeforeAll
  static void load() {
    embedder = new NetworkEmbedder(Encoders.small(), FeatureKind.HEAD);
  }

  @BeforeEach
  void pictures() throws IOException {
    pictures = Files.createDirectories(temp.resolve("pictures/sub")).getParent();
    table = temp.resolve("table");
    for (int i = 0; i < 10; i++) {
      picture("p" + i + ".png", i);
    }
  }

  private void picture(String name, int colour) throws IOException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 64; p++) {
      image.setRGB(p % 8, p / 8, colour * 0x170B05 + p * colour);
    }
    Path file = pictures.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    Files.setLastModifiedTime(file, FileTime.from(LONG_AGO.plusSeconds(colour)));
  }

  private Dataset images() {
    Dataset files =
        Datasets.open(pictures.toString(), DataOptions.defaults().withSource(pictures.toString()));
    return new LoadedDataset(files, this::loaded);
  }

  private WrittenTable write(FeatureProgress progress) {
    return writer(table).update(images(), "pictures", progress);
  }

  private static EmbeddingTableWriter writer(Path folder) {
    return new EmbeddingTableWriter(folder, embedder, "abc", LOADING, false);
  }

  private WrittenTable write() {
    return write(FeatureProgress.NONE);
  }

  private static boolean never(int done, int total) {
    throw new AssertionError(total + " images are computed");
  }

  private static Map<String, List<Float>> rows(EmbeddingTable table) {
    Map<String, List<Float>> rows = new HashMap<>();
    for (int row = 0; row < table.size(); row++) {
      rows.put(table.images().get(row).id(), row(table, row));
    }
    return rows;
  }

  private static List<Float> row(EmbeddingTable table, int row) {
    float[] values = Tensors.floats(table.rows(row, 1));
    Float[] boxed = new Float[values.length];
    Arrays.setAll(boxed, i -> values[i]);
    return List.of(boxed);
  }

  /** The rows are those of a table that is written anew, up to the last bits. */
  private void assertFresh(EmbeddingTable found) {
    Path other = temp.resolve("fresh" + found.size() + System.nanoTime());
    EmbeddingTable fresh = writer(other).write(images(), "pictures", FeatureProgress.NONE);
    assertThat(found.images()).isEqualTo(fresh.images());
    float[] expected = Tensors.floats(fresh.vectors());
    float[] rows = Tensors.floats(found.vectors());
    assertThat(rows).hasSameSizeAs(expected);
    for (int i = 0; i < rows.length; i++) {
      assertThat(rows[i]).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-5f));
    }
  }

  private void change() throws IOException {
    picture("new.png", 77);
    picture("p3.png", 33);
    Files.move(pictures.resolve("p5.png"), pictures.resolve("sub/moved.png"));
    Files.delete(pictures.resolve("p7.png"));
    Files.copy(pictures.resolve("p1.png"), pictures.resolve("copy.png"));
  }

  @Test
  void aFolderThatChangedIsFollowed() throws IOException {
    WrittenTable first = write();
    assertThat(first.changes()).isEmpty();
    Map<String, List<Float>> before = rows(first.table());
    change();
    int[] total = new int[1];
    WrittenTable second =
        write(
            (done, all) -> {
              total[0] = all;
              return true;
            });
    assertThat(second.changes()).contains(new TableChanges(7, 2, 1, 1, 1, 2));
    assertThat(total[0]).isEqualTo(2);
    assertFresh(second.table());
    Map<String, List<Float>> after = rows(second.table());
    for (int kept : new int[] {0, 1, 2, 4, 6, 8, 9}) {
      String id = "p" + kept + ".png";
      assertThat(after.get(id)).as(id).isEqualTo(before.get(id));
    }
    assertThat(after.get("sub/moved.png")).isEqualTo(before.get("p5.png"));
    assertThat(after.get("copy.png")).isEqualTo(before.get("p1.png"));
    assertThat(after).doesNotContainKeys("p5.png", "p7.png");
    try (Stream<Path> files = Files.list(table)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(".lock", "vectors.safetensors", "images.csv", "table.json");
    }
  }

  @Test
  void nothingIsWrittenWhereNothingChanged() throws IOException {
    write();
    write();
    byte[] json = Files.readAllBytes(table.resolve("table.json"));
    Object file = Files.readAttributes(table.resolve("images.csv"), "unix:ino");
    WrittenTable again = write(TableUpdateTest::never);
    assertThat(again.changes()).contains(new TableChanges(10, 0, 0, 0, 0, 0));
    assertThat(table.resolve("table.json")).hasBinaryContent(json);
    assertThat((Object) Files.readAttributes(table.resolve("images.csv"), "unix:ino"))
        .isEqualTo(file);
  }

  @Test
  void aFileThatWasTouchedOnlyIsKept() throws IOException {
    write();
    Files.setLastModifiedTime(pictures.resolve("p2.png"), FileTime.from(LONG_AGO.plusSeconds(99)));
    assertThat(write(TableUpdateTest::never).changes())
        .contains(new TableChanges(10, 0, 0, 0, 0, 0));
  }

  /** Written again in the same moment with the same size: only the content tells. */
  @Test
  void aFileThatChangedJustNowIsReadAgain() throws IOException {
    Path raced = pictures.resolve("p4.png");
    FileTime now = writeWithin(Duration.ofSeconds(3), raced);
    byte[] bytes = Files.readAllBytes(raced);
    picture("p4.png", 5);
    assertThat(Files.size(raced)).isNotEqualTo(0);
    Files.setLastModifiedTime(raced, now);
    assertThat(Files.readAllBytes(raced)).isNotEqualTo(bytes);
    assertThat(write().changes().orElseThrow().changed()).isEqualTo(1);
  }

  /**
   * Writes a table of a file that will change in a moment, until this machine is fast enough.
   *
   * @return when the file is changed, less than two seconds before or after it is read
   */
  private FileTime writeWithin(Duration longest, Path file) throws IOException {
    for (int i = 0; i < 100; i++) {
      table = temp.resolve("table" + i);
      Instant begin = Instant.now();
      FileTime changed = FileTime.from(begin.plusSeconds(1));
      Files.setLastModifiedTime(file, changed);
      write();
      if (Instant.now().isBefore(begin.plus(longest))) {
        return changed;
      }
    }
    throw new AssertionError("ten images are never embedded within " + longest);
  }

  @Test
  void anUpdateThatWasStoppedLeavesTheOldTableAndGoesOn() throws IOException {
    Map<String, List<Float>> before = rows(write().table());
    for (int i = 20; i < 30; i++) {
      picture("q" + i + ".png", i);
    }
    assertThatThrownBy(() -> write((done, total) -> done < 8))
        .isInstanceOf(CancellationException.class);
    assertThat(rows(EmbeddingTable.open(table))).isEqualTo(before);
    picture("q30.png", 30); // and the folder changes again
    Files.delete(pictures.resolve("q20.png"));
    int[] total = new int[1];
    WrittenTable table =
        write(
            (done, all) -> {
              total[0] = all;
              return true;
            });
    assertThat(total[0]).isEqualTo(3); // of the eleven, eight were computed
    assertThat(table.changes().orElseThrow().added()).isEqualTo(10);
    assertFresh(table.table());
  }

  @Test
  void aTableThatWasBegunFollowsToo() throws IOException {
    assertThatThrownBy(() -> write((done, total) -> done < 4))
        .isInstanceOf(CancellationException.class);
    change();
    int[] total = new int[1];
    WrittenTable table =
        write(
            (done, all) -> {
              total[0] = all;
              return true;
            });
    assertThat(table.changes()).isEmpty();
    assertThat(total[0]).isEqualTo(11 - 4 - 1 + 1); // p3 changed, copy has the content of p1
    assertFresh(table.table());
  }

  /** Rows of another encoder are not reused, also where no table and only its update was begun. */
  @Test
  void anotherEncodersRowsAreRefused() throws IOException {
    assertThatThrownBy(() -> write((done, total) -> done < 4))
        .isInstanceOf(CancellationException.class);
    change();
    assertThatThrownBy(() -> write((done, total) -> done < 4))
        .isInstanceOf(CancellationException.class);
    assertThat(table.resolve("progress.json")).doesNotExist();
    EmbeddingTableWriter other = new EmbeddingTableWriter(table, embedder, "def", LOADING, false);
    assertThatThrownBy(() -> other.update(images(), "pictures", FeatureProgress.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("abc")
        .hasMessageContaining("def");
    assertFresh(write().table());
  }

  /** The vector is of the old content, so the row must not get the hash of the new one. */
  @Test
  void aFileThatChangesAfterItWasDecodedIsComputedAgain() throws IOException {
    changing = 4;
    assertThat(write().table().size()).isEqualTo(10);
    assertThat(write().changes().orElseThrow().changed()).isEqualTo(1);
    assertFresh(EmbeddingTable.open(table));
    picture("p11.png", 11);
    picture("p12.png", 12);
    changing = 12;
    write();
    write();
    assertFresh(EmbeddingTable.open(table));
    assertThat(write(TableUpdateTest::never).table().size()).isEqualTo(12);
  }

  /** Draws another picture into a file when it has been decoded, once. */
  private Image loaded(Image image, String id) throws IOException {
    if (id.equals("p" + changing + ".png")) {
      picture(id, changing + 100);
      changing = -1;
    }
    return image;
  }

  @Test
  void killedAtAnyMomentOfTheSwapItIsOldOrNew() throws IOException {
    write();
    Path old = copy(table, "old");
    change();
    EmbeddingTable written = write().table();
    Map<String, List<Float>> fresh = rows(written);
    Map<String, List<Float>> stale = rows(EmbeddingTable.open(old));
    String[][] names = {
      {"vectors.safetensors", "vectors.next"},
      {"images.csv", "images.next"},
      {"table.json", "table.next"}
    };
    for (int step = 0; step <= 6; step++) {
      Path folder = copy(old, "step" + step);
      for (int i = 0; i < 3; i++) {
        if (step > i) { // 1 to 3: written beside
          Files.copy(table.resolve(names[i][0]), folder.resolve(names[i][1]));
        }
        if (step > 3 + i) { // 4 to 6: renamed
          Files.move(
              folder.resolve(names[i][1]),
              folder.resolve(names[i][0]),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
      assertThat(rows(EmbeddingTable.open(folder)))
          .as("after step %d", step)
          .isEqualTo(step < 3 ? stale : fresh);
      EmbeddingTable after = writer(folder).write(images(), "pictures", FeatureProgress.NONE);
      assertFresh(after);
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder(".lock", "vectors.safetensors", "images.csv", "table.json");
      }
    }
  }

  private Path copy(Path from, String name) throws IOException {
    Path to = Files.createDirectories(temp.resolve(name));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  /** They have four columns; their rows are believed by the id. */
  @Test
  void tablesWithoutHashesAreReadAndCompleted() throws IOException {
    write();
    Path csv = table.resolve("images.csv");
    StringBuilder lines = new StringBuilder();
    for (String line : Files.readAllLines(csv)) {
      String[] cells = line.split(",", -1);
      lines.append(String.join(",", Arrays.copyOf(cells, 4))).append('\n');
    }
    Files.writeString(csv, lines);
    assertThat(EmbeddingTable.open(table).size()).isEqualTo(10);
    picture("new.png", 50);
    assertThat(write().changes()).contains(new TableChanges(10, 1, 0, 0, 0, 1));
    Files.move(pictures.resolve("p2.png"), pictures.resolve("sub/p2.png"));
    assertThat(write(TableUpdateTest::never).changes())
        .contains(new TableChanges(10, 0, 0, 1, 0, 0));
  }

  @Test
  void whatCannotBeDecodedIsTriedAgainWhenItChanged() throws IOException {
    for (int i = 40; i < 60; i++) {
      picture("r" + i + ".png", i);
    }
    Path broken = pictures.resolve("p6.png");
    byte[] whole = Files.readAllBytes(broken);
    Files.write(broken, Arrays.copyOf(whole, 50));
    Files.setLastModifiedTime(broken, FileTime.from(LONG_AGO));
    assertThat(write().table().size()).isEqualTo(29);
    assertThat(write(TableUpdateTest::never).table().size()).isEqualTo(29);
    Files.write(broken, whole);
    WrittenTable repaired = write();
    assertThat(repaired.table().size()).isEqualTo(30);
    assertThat(repaired.changes()).contains(new TableChanges(29, 1, 0, 0, 0, 1));
    assertFresh(repaired.table());
  }
}
