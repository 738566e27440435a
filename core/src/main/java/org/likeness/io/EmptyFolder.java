package org.likeness.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.likeness.error.InputException;

/** Keeps files of others from being replaced by what is written to a folder. */
public final class EmptyFolder {
  private EmptyFolder() {}

  /**
   * Checks that a folder is missing or empty. A lock and unpublished files, which a killed process
   * leaves, do not count.
   *
   * @throws InputException if it contains other files, or is a file
   * @throws IOException if it cannot be listed
   */
  public static void require(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new InputException(folder + " is a file: choose an empty or a new folder");
    }
    try (Stream<Path> files = Files.list(folder)) {
      if (files.anyMatch(file -> !isLeftover(file))) {
        throw new InputException(folder + " contains other files: choose an empty or a new folder");
      }
    }
  }

  private static boolean isLeftover(Path file) {
    return file.getFileName().toString().equals(FolderLock.NAME) || AtomicFile.isLeftover(file);
  }
}
