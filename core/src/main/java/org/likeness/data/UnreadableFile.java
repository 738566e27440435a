package org.likeness.data;

import static java.util.Objects.requireNonNull;

import org.likeness.error.OneLine;

/**
 * A file that should be an image but cannot be used.
 *
 * @param id the id that the image would have
 * @param reason what is wrong with it, for the user
 */
public record UnreadableFile(String id, String reason) {
  public UnreadableFile {
    requireNonNull(id, "id is null");
    reason = OneLine.of(requireNonNull(reason, "reason is null"));
  }
}
