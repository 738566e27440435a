package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Pictures side by side.
 *
 * @param label what they are, left of them, or empty
 * @param tiles from left to right
 */
public record TileRow(String label, List<Tile> tiles) {
  public TileRow {
    requireNonNull(label, "label is null");
    tiles = List.copyOf(tiles);
  }
}
