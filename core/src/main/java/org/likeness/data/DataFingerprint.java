package org.likeness.data;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.likeness.io.Digests;

/**
 * Identifies the images of a data set by what is known without decoding them: ids, sizes, labels,
 * groups and named parts, in their order. It does not depend on the place of the files.
 *
 * @param name of the data set, for display; not part of the hash
 * @param images number of images
 * @param labelled number of images with a label
 * @param classes number of classes
 * @param hash SHA-256 of the {@link ImageRecord} of every image, 64 hexadecimal digits
 */
public record DataFingerprint(String name, int images, int labelled, int classes, String hash) {
  public DataFingerprint {
    requireNonNull(name, "name is null");
    requireNonNull(hash, "hash is null");
  }

  /** The fingerprint of a data set. Reads no file. */
  public static DataFingerprint of(Dataset data) {
    MessageDigest digest = Digests.of("SHA-256");
    int labelled = 0;
    for (int i = 0; i < data.size(); i++) {
      labelled += data.info(i).label().isPresent() ? 1 : 0;
      String cells = String.join("\0", ImageRecord.of(data, i).cells()) + "\0";
      digest.update(cells.getBytes(StandardCharsets.UTF_8));
    }
    return new DataFingerprint(
        data.name(), data.size(), labelled, data.classNames().size(), Digests.hex(digest));
  }

  /** True if both are of the same images, whatever the data sets are called. */
  public boolean isSame(DataFingerprint other) {
    return hash.equals(other.hash);
  }
}
