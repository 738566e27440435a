package org.likeness.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.likeness.error.RunException;

/** Whether a file is the one that was published. */
final class Checksum {
  private Checksum() {}

  /**
   * Compares; a partial download that is wrong is deleted, so that the next attempt begins anew.
   */
  static void require(Path path, RemoteFile file) throws IOException {
    String actual = of(path, file.algorithm());
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
            + (partial ? "it was deleted, so start again" : "delete " + path + " and start again"));
  }

  static String of(Path path, String algorithm) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(path)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
