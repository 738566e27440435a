package org.likeness.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.io.FolderLock;

/** Tables that may be removed. */
final class TableFolderTest {
  private static final int SIZE = 1000;

  @TempDir Path folder;

  private Path table(String name, long used) throws IOException {
    Path table = Files.createDirectories(folder.resolve(name));
    Files.write(table.resolve(EmbeddingTable.INFO), new byte[SIZE]);
    Files.setLastModifiedTime(table.resolve(EmbeddingTable.INFO), FileTime.fromMillis(used * 1000));
    return table;
  }

  private static boolean isThere(Path table) {
    return Files.exists(table.resolve(EmbeddingTable.INFO));
  }

  @Test
  void thoseThatWereNotUsedForTheLongestTimeAreRemoved() throws IOException {
    Path old = table("old", 1);
    Path middle = table("middle", 3);
    Path locked = table("locked", 2);
    Path now = table("now", 0);
    TableFolder tables = new TableFolder(folder, 3 * SIZE + SIZE / 2);
    tables.use(now);
    assertThat(isThere(old)).isFalse();
    assertThat(isThere(middle)).isTrue();

    TableFolder fewer = new TableFolder(folder, SIZE + SIZE / 2);
    try (FolderLock other = FolderLock.take(locked, "the table", "name")) {
      fewer.use(now);
    }
    assertThat(isThere(middle)).isFalse();
    assertThat(isThere(locked)).as("another process uses it").isTrue();
    assertThat(isThere(now)).isTrue();
  }

  @Test
  void thoseInUseStayAndCount() throws IOException {
    TableFolder tables = new TableFolder(folder, 2 * SIZE);
    assertThat(tables.holds(2 * SIZE)).isTrue();
    assertThat(tables.holds(2 * SIZE + 1)).isFalse();
    Path first = table("first", 1);
    tables.use(first);
    assertThat(tables.holds(SIZE)).isTrue();
    assertThat(tables.holds(SIZE + 1)).isFalse();
    tables.use(table("second", 2));
    table("third", 3);
    tables.use(table("fourth", 4));
    assertThat(isThere(first)).isTrue();
    assertThat(isThere(folder.resolve("third"))).isFalse();
  }

  @Test
  void aTableIsClearedWhateverItHas() throws IOException {
    Path table = table("broken", 1);
    Files.writeString(table.resolve(TableProgress.FILE), "{");
    Files.writeString(table.resolve("vectors.part"), "");
    TableFolder.clear(table);
    try (Stream<Path> left = Files.list(table)) {
      assertThat(left).isEmpty();
    }
  }
}
