package org.likeness.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes as hexadecimal digits. */
public final class Digests {
  private static final int CONTENT_DIGITS = 32;

  private Digests() {}

  /**
   * A new digest.
   *
   * @param algorithm one that every Java supports: {@code MD5}, {@code SHA-1} or {@code SHA-256}
   */
  public static MessageDigest of(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java supports " + algorithm, e);
    }
  }

  /** The hexadecimal hash of the data so far; the digest is reset. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** SHA-256 of a text in UTF-8. */
  public static String sha256(String text) {
    MessageDigest digest = of("SHA-256");
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return hex(digest);
  }

  /** A hash that tells contents apart: the first 32 digits of SHA-256. */
  public static String content(byte[] bytes) {
    MessageDigest digest = of("SHA-256");
    digest.update(bytes);
    return hex(digest).substring(0, CONTENT_DIGITS);
  }

  /**
   * The hash of a file's content.
   *
   * @param algorithm as {@link #of}
   * @throws IOException if the file cannot be read
   */
  public static String file(Path file, String algorithm) throws IOException {
    MessageDigest digest = of(algorithm);
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return hex(digest);
  }
}
