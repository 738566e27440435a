package org.likeness.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.likeness.error.RunException;
import org.likeness.io.Digests;

/** Compares a file with its published checksum. */
final class Checksum {
  private Checksum() {}

  /**
   * Compares; a partial download that is wrong is deleted, so that the next attempt begins again.
   */
  static void require(Path path, RemoteFile file) throws IOException {
    String actual = Digests.file(path, file.algorithm());
    if (actual.equals(file.checksum())) {
      return;
    }
    boolean partial = path.toString().endsWith(".part");
    if (partial) {
      Files.delete(path);
    }
    throw new RunException(
        file.name()
            + " from "
            + file.home()
            + " has the "
            + file.algorithm()
            + " "
            + actual
            + ", expected "
            + file.checksum()
            + ": "
            + (partial
                ? "it was deleted, so run the command again"
                : "delete " + path + " and run the command again"));
  }

  static boolean matches(Path path, RemoteFile file) throws IOException {
    return Digests.file(path, file.algorithm()).equals(file.checksum());
  }
}
