package org.likeness.augment;

import org.likeness.image.Image;

/**
 * What turns one 8-bit picture into another, always in the same way: everything random has been
 * drawn before.
 */
@FunctionalInterface
public interface Operation {
  /** A new picture (or the same one where nothing changes); {@code image} itself is left alone. */
  Image apply(Image image);
}
