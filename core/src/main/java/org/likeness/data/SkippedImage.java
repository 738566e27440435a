package org.likeness.data;

import static java.util.Objects.requireNonNull;

import org.likeness.error.OneLine;

/**
 * An image that could not be decoded and was skipped in its batch.
 *
 * @param id its name within the data set
 * @param reason one sentence
 */
public record SkippedImage(String id, String reason) {
  public SkippedImage {
    requireNonNull(id, "id is null");
    reason = OneLine.of(requireNonNull(reason, "reason is null"));
  }
}
