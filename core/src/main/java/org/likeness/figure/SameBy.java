package org.likeness.figure;

import org.likeness.data.ImageInfo;

/** When a neighbour counts as correct. */
public enum SameBy {
  /** Both have the same label. */
  LABEL,
  /** Both belong to the same group (the same thing in two drawing styles, say). */
  GROUP,
  /** Unknown: no frames. */
  NOTHING;

  Mark mark(ImageInfo query, ImageInfo neighbour) {
    return switch (this) {
      case LABEL -> mark(query.label().isPresent() && query.label().equals(neighbour.label()));
      case GROUP -> mark(query.group().isPresent() && query.group().equals(neighbour.group()));
      case NOTHING -> Mark.NONE;
    };
  }

  private static Mark mark(boolean same) {
    return same ? Mark.RIGHT : Mark.WRONG;
  }
}
