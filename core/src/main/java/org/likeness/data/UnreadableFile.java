package org.likeness.data;

import static java.util.Objects.requireNonNull;

/**
 * A file that ought to be an image and cannot be used.
 *
 * @param id the id that the image would have
 * @param reason what is wrong with it, for a reader
 */
public record UnreadableFile(String id, String reason) {
  public UnreadableFile {
    requireNonNull(id, "id is null");
    requireNonNull(reason, "reason is null");
  }
}
