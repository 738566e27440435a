package org.likeness.data.source;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/**
 * A file with a public home.
 *
 * @param home where it is downloaded from
 * @param name what it is called here
 * @param checksum as published: 32 hexadecimal digits are an MD5, 64 a SHA-256
 * @param bytes size of the file; no more is received
 * @param unpackedBytes what its content takes on disk after unpacking; 0 for a file that is used as
 *     it is
 */
record RemoteFile(URI home, String name, String checksum, long bytes, long unpackedBytes) {
  RemoteFile {
    requireNonNull(home, "home is null");
    requireNonNull(name, "name is null");
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes must be at least 1 but is " + bytes);
    }
    if (!checksum.matches("[0-9a-f]{32}|[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "checksum must be an MD5 or a SHA-256 in hexadecimal but is " + checksum);
    }
  }

  /** A file that keeps the name it has at home. */
  static RemoteFile of(String home, String checksum, long bytes, long unpackedBytes) {
    return new RemoteFile(
        URI.create(home),
        home.substring(home.lastIndexOf('/') + 1),
        checksum,
        bytes,
        unpackedBytes);
  }

  String algorithm() {
    return checksum.length() == 32 ? "MD5" : "SHA-256";
  }

  boolean isArchive() {
    return name.endsWith(".tar.gz");
  }
}
