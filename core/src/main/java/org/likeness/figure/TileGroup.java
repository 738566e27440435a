package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One picture on the left, and the rows that belong to it on the right.
 *
 * @param subject the picture on the left
 * @param rows one or more
 */
public record TileGroup(Tile subject, List<TileRow> rows) {
  public TileGroup {
    requireNonNull(subject, "subject is null");
    rows = List.copyOf(rows);
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("a group of pictures has one row or more");
    }
  }
}
