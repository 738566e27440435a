package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.likeness.augment.View;
import org.likeness.augment.Views;
import org.likeness.data.Dataset;
import org.likeness.error.InputException;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

/**
 * The views of a recipe: the original on the left, its random views on the right, the same ones
 * that training sees: all views of the first epoch in the order of the method, then those of the
 * next. Above the first image's views are their numbers and sizes. A view of an image's partner is
 * drawn of the image itself.
 */
public final class ViewSheet {
  private final Dataset dataset;
  private final Views views;
  private final RandomSource random;

  /**
   * A sheet of a method's views; those that have no picture are left out.
   *
   * @param random the seed of the run
   */
  public ViewSheet(Dataset dataset, Views views, RandomSource random) {
    this.dataset = requireNonNull(dataset, "dataset is null");
    this.views = requireNonNull(views, "views is null");
    this.random = requireNonNull(random, "random is null");
  }

  /**
   * Draws some images.
   *
   * @param images their numbers in the data set
   * @param count how many views of each
   * @param title above the sheet, may be empty
   * @param caption below it: how views are made
   * @throws InputException where no view has a picture
   */
  public Figure draw(int[] images, int count, String title, String caption) {
    return Figures.drawn(() -> sheet(images, count, title, caption));
  }

  Sheet sheet(int[] images, int count, String title, String caption) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1 but is " + count);
    }
    return new Sheet(title, caption, groups(images, count), NeighbourSheet.TILE);
  }

  List<Sheet.Group> groups(int[] images, int count) {
    List<Sheet.Group> groups = new ArrayList<>();
    for (int image : images) {
      boolean first = groups.isEmpty();
      Sheet.Tile original = NeighbourSheet.tile(dataset, image, first ? "original" : "", Mark.NONE);
      List<Sheet.Tile> tiles = tiles(original.image(), image, count, first);
      groups.add(new Sheet.Group(original, List.of(new Sheet.Row("", tiles))));
    }
    return groups;
  }

  private List<Sheet.Tile> tiles(Image original, int number, int count, boolean labelled) {
    List<Sheet.Tile> tiles = new ArrayList<>();
    for (int epoch = 0; tiles.size() < count; epoch++) {
      for (int view = 0; view < views.size() && tiles.size() < count; view++) {
        Optional<Image> picture =
            views
                .get(view)
                .picture(original, random.stream(Purpose.AUGMENTATION, view, epoch, number));
        if (picture.isPresent()) {
          tiles.add(new Sheet.Tile(picture.get(), labelled ? label(view, epoch) : "", Mark.NONE));
        }
      }
      if (tiles.isEmpty()) {
        throw new InputException(
            "the views of this method are no images, so no sheet can show them: choose another method");
      }
    }
    return tiles;
  }

  /** Such as {@code view 3, 16 px}; {@code epoch 3, 32 px} for a method with one view. */
  private String label(int number, int epoch) {
    View view = views.get(number);
    long[] shape = view.shape();
    String which = views.size() == 1 ? "epoch " + (epoch + 1) : "view " + (number + 1);
    return which + ", " + shape[shape.length - 1] + " px";
  }
}
