package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import org.likeness.image.Image;

/**
 * One picture of a sheet.
 *
 * @param image the picture, of any size
 * @param caption a few characters below it, or empty
 * @param mark its frame
 */
public record Tile(Image image, String caption, Mark mark) {
  public Tile {
    requireNonNull(image, "image is null");
    requireNonNull(caption, "caption is null");
    requireNonNull(mark, "mark is null");
  }
}
