package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.likeness.augment.RandomView;
import org.likeness.augment.Views;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

/**
 * The views of a recipe: the original on the left, its random views on the right, the same ones
 * that training sees: all views of the first epoch in the order of the method, then those of the
 * next.
 */
public final class ViewSheet {
  private final Dataset dataset;
  private final Views views;
  private final int[] drawn; // numbers of the views that are images
  private final RandomSource random;

  /**
   * A sheet of a method's views; those that are not RGB images, such as grids of patches, are left
   * out.
   *
   * @param random the seed of the run
   * @throws InputException where none is an RGB image
   */
  public ViewSheet(Dataset dataset, Views views, RandomSource random) {
    this.dataset = requireNonNull(dataset, "dataset is null");
    this.views = requireNonNull(views, "views is null");
    this.drawn =
        IntStream.range(0, views.size()).filter(v -> views.get(v) instanceof RandomView).toArray();
    if (drawn.length == 0) {
      throw new InputException(
          "the views of this method are not RGB images, so no sheet can show them: choose another method");
    }
    this.random = requireNonNull(random, "random is null");
  }

  /**
   * Draws some images.
   *
   * @param images their numbers in the data set
   * @param count how many views of each
   * @param title above the sheet, may be empty
   * @param caption below it: how views are made
   */
  public Figure draw(int[] images, int count, String title, String caption) {
    return Figures.drawn(() -> sheet(images, count, title, caption));
  }

  Sheet sheet(int[] images, int count, String title, String caption) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1 but is " + count);
    }
    List<Sheet.Group> groups = new ArrayList<>();
    for (int image : images) {
      Sheet.Tile original =
          NeighbourSheet.tile(dataset, image, groups.isEmpty() ? "original" : "", Mark.NONE);
      List<Sheet.Tile> tiles = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int view = drawn[i % drawn.length];
        int epoch = i / drawn.length;
        tiles.add(
            new Sheet.Tile(
                ((RandomView) views.get(view))
                    .renderImage(
                        original.image(), random.stream(Purpose.AUGMENTATION, view, epoch, image)),
                "",
                Mark.NONE));
      }
      groups.add(new Sheet.Group(original, List.of(new Sheet.Row("", tiles))));
    }
    return new Sheet(title, caption, groups, NeighbourSheet.TILE);
  }
}
