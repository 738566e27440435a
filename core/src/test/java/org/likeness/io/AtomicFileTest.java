package org.likeness.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.RunException;

final class AtomicFileTest {
  @TempDir private Path folder;

  @Test
  void theOldFileStaysUntilTheNewOneIsComplete() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.replace(file, "old");
    try (AtomicFile out = new AtomicFile(file)) {
      out.write(ByteBuffer.wrap(new byte[] {'n', 'e', 'w'}));
      assertThat(file).hasContent("old");
      out.publish();
    }
    assertThat(file).hasContent("new");
    assertThat(names(folder)).containsExactly("a.txt");
  }

  @Test
  void whatIsNotPublishedLeavesNothing() throws IOException {
    Path file = folder.resolve("deep/a.txt");
    try (AtomicFile out = new AtomicFile(file)) {
      out.write(ByteBuffer.wrap(new byte[] {1}));
      assertThat(names(file.getParent())).hasSize(1);
    }
    assertThat(names(file.getParent())).isEmpty();
  }

  @Test
  void foldersAreMovedWithAllThatIsInThem() throws IOException {
    Path part = folder.resolve("c.tmp");
    Files.createDirectories(part.resolve("deep"));
    Files.writeString(part.resolve("deep/a.txt"), "a");
    AtomicFile.move(part, folder.resolve("c"));
    assertThat(folder.resolve("c/deep/a.txt")).hasContent("a");
    assertThat(part).doesNotExist();
  }

  @Test
  void leftoversOfKilledProcessesAreRemovedAndNothingElse() throws IOException {
    for (String name : new String[] {".a.json.12-3.part", "a.json", ".hidden", "b.1-2.part"}) {
      Files.writeString(folder.resolve(name), "");
    }
    AtomicFile.removeLeftovers(folder);
    assertThat(names(folder)).containsExactly(".hidden", "a.json", "b.1-2.part");
  }

  @Test
  void aFailureSaysWhichFileWhyAndWhatToLookAt() throws IOException {
    Files.writeString(folder.resolve("f"), "");
    assertThatThrownBy(() -> AtomicFile.replace(folder.resolve("f/g.txt"), "x"))
        .isInstanceOf(IOException.class)
        .satisfies(
            e ->
                assertThat(RunException.unwritable(folder.resolve("f/g.txt"), (IOException) e))
                    .hasMessage(
                        folder.resolve("f/g.txt")
                            + " cannot be written: a file of this name exists"));
  }

  private static String[] names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
    }
  }
}
