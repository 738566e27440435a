package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.likeness.augment.RandomView;
import org.likeness.data.Dataset;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

/**
 * The views of a recipe: the original on the left, its random views on the right, the same ones
 * that training sees.
 */
public final class ViewSheet {
  private final Dataset dataset;
  private final RandomView view;
  private final RandomSource random;

  /**
   * A sheet for one kind of view.
   *
   * @param random the seed of the run; the n-th view on the sheet is that of epoch n
   */
  public ViewSheet(Dataset dataset, RandomView view, RandomSource random) {
    this.dataset = requireNonNull(dataset, "dataset is null");
    this.view = requireNonNull(view, "view is null");
    this.random = requireNonNull(random, "random is null");
  }

  /**
   * Draws some images.
   *
   * @param images their numbers in the data set
   * @param views how many views of each
   * @param title above the sheet, may be empty
   * @param caption below it: how views are made
   */
  public BufferedImage draw(int[] images, int views, String title, String caption) {
    return sheet(images, views, title, caption).draw();
  }

  /** As {@link #draw}, into a PNG file. */
  public void write(Path file, int[] images, int views, String title, String caption) {
    sheet(images, views, title, caption).write(file);
  }

  Sheet sheet(int[] images, int views, String title, String caption) {
    if (views < 1) {
      throw new IllegalArgumentException("views must be at least 1 but is " + views);
    }
    List<Sheet.Group> groups = new ArrayList<>();
    for (int image : images) {
      Sheet.Tile original =
          NeighbourSheet.tile(dataset, image, groups.isEmpty() ? "original" : "", Mark.NONE);
      List<Sheet.Tile> tiles = new ArrayList<>();
      for (int epoch = 0; epoch < views; epoch++) {
        tiles.add(
            new Sheet.Tile(
                view.renderImage(
                    original.image(), random.stream(Purpose.AUGMENTATION, epoch, image)),
                "",
                Mark.NONE));
      }
      groups.add(new Sheet.Group(original, List.of(new Sheet.Row("", tiles))));
    }
    return new Sheet(title, caption, groups, NeighbourSheet.TILE);
  }
}
