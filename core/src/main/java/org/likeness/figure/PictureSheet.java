package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.likeness.image.Image;
import org.likeness.image.ImageDecoder;

/**
 * Groups of pictures under one another: one on the left, others beside it, a few characters below
 * each. Pictures are made small when they are added, so that a sheet of photographs takes little
 * memory.
 */
public final class PictureSheet {
  private final String title;
  private final List<Sheet.Group> groups = new ArrayList<>();

  /**
   * An empty sheet.
   *
   * @param title above it, may be empty
   */
  public PictureSheet(String title) {
    this.title = requireNonNull(title, "title is null");
  }

  /**
   * A picture with a caption.
   *
   * @param image a small copy is kept
   * @param caption a few characters below it, or empty; lines end with a line feed
   */
  public record Picture(Image image, String caption) {
    public Picture {
      image = small(image);
    }

    private static Image small(Image image) {
      if (Math.max(image.width(), image.height()) <= NeighbourSheet.TILE) {
        return image;
      }
      return ImageDecoder.of(FigureImages.fitted(image, NeighbourSheet.TILE));
    }

    private Sheet.Tile tile() {
      return new Sheet.Tile(image, caption, Mark.NONE);
    }
  }

  /**
   * Adds a group.
   *
   * @param subject the picture on the left
   * @param label left of the others, may be empty
   * @param others beside it
   */
  public void add(Picture subject, String label, List<Picture> others) {
    List<Sheet.Tile> tiles = others.stream().map(Picture::tile).toList();
    groups.add(new Sheet.Group(subject.tile(), List.of(new Sheet.Row(label, tiles))));
  }

  /** Groups added so far. */
  public int size() {
    return groups.size();
  }

  /**
   * The sheet of what was added.
   *
   * @param caption below it: what the numbers are
   */
  public Figure draw(String caption) {
    return Figures.drawn(() -> new Sheet(title, caption, groups, NeighbourSheet.TILE));
  }
}
