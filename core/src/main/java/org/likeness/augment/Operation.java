package org.likeness.augment;

import org.likeness.image.Image;

/**
 * An operation from one 8-bit image to another. It is deterministic: all random numbers are drawn
 * before.
 */
@FunctionalInterface
public interface Operation {
  /** A new image (or the same one where nothing changes); {@code image} is not changed. */
  Image apply(Image image);
}
