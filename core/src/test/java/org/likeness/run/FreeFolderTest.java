package org.likeness.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;

final class FreeFolderTest {
  @TempDir private Path folder;

  @Test
  void aNewOrEmptyFolderIsFree() throws IOException {
    FreeFolder.require(folder.resolve("new/deep"));
    Path empty = Files.createDirectory(folder.resolve("empty"));
    FreeFolder.require(empty);
    Files.createFile(empty.resolve(".lock")); // left by a killed process, as the next one
    Files.createFile(empty.resolve(".recipe.yaml.4711-1.part"));
    FreeFolder.require(empty);
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void filesOfOthersAreNotReplaced() throws IOException {
    for (String file : new String[] {"summary.json", "recipe.yaml", ".hidden", "figures"}) {
      Path keep = Files.createDirectory(folder.resolve("keep-" + file));
      Files.createFile(keep.resolve(file));
      refused(keep, keep + " contains other files: choose an empty or a new folder");
      assertThatThrownBy(() -> RunDirectory.create(keep, "a: 1\n"))
          .isInstanceOf(InputException.class);
      assertThat(keep).isDirectoryNotContaining(path -> !path.endsWith(file));
    }
    Path file = Files.createFile(folder.resolve("file"));
    refused(file, file + " is a file: choose an empty or a new folder");
  }

  @Test
  void aLinkIsWhatItLeadsTo() throws IOException {
    Path images = Files.createDirectory(folder.resolve("images"));
    Files.createFile(images.resolve("1.png"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), images);
    refused(link, link + " contains other files: choose an empty or a new folder");
    Path working = Files.createSymbolicLink(folder.resolve("here"), Path.of("").toAbsolutePath());
    refused(
        working,
        "a run needs a folder of its own but "
            + working
            + " is or holds the working folder: choose a new folder, such as runs/first");
  }

  @Test
  void theWorkingFolderAndThoseAboveItAreRefused() {
    for (String path : new String[] {".", "..", "./", "/", "x/..", ""}) {
      refused(
          Path.of(path),
          "a run needs a folder of its own but "
              + (path.isEmpty() ? "\"\"" : Path.of(path))
              + " is or holds the working folder: choose a new folder, such as runs/first");
    }
    refused(
        Path.of("runs/"),
        "a run needs a folder of its own but runs is the folder of all runs: choose a new folder, such as runs/first");
  }

  @Test
  void aRunIsNotPutIntoAnother() {
    Path outer = folder.resolve("outer");
    RunDirectory.create(outer, "a: 1\n").close();
    refused(outer, outer + " contains a run already: resume it, or choose another name");
    Path inner = outer.resolve("figures");
    assertThatThrownBy(() -> FreeFolder.require(inner))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(inner + " lies in the run ")
        .hasMessageEndingWith("outer: choose a folder outside of it");
  }

  private static void refused(Path folder, String message) {
    assertThatThrownBy(() -> FreeFolder.require(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }
}
