package org.likeness.collection;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;
import org.likeness.image.Image;
import org.likeness.table.EmbeddingTable;
import org.likeness.table.ImagesById;
import org.likeness.table.TableImage;

/**
 * The images of the rows of a table, found in a data set by their ids. Thread-safe; closing it
 * leaves the data set open.
 */
public final class CollectionImages {
  private final EmbeddingTable table;
  private final Dataset dataset;
  private final int[] numbers;

  /**
   * Finds the images of all rows.
   *
   * @param dataset the one that the table was made from; images may have been added
   * @throws InputException if an image is gone
   */
  public CollectionImages(EmbeddingTable table, Dataset dataset) {
    this.table = requireNonNull(table, "table is null");
    this.dataset = requireNonNull(dataset, "dataset is null");
    this.numbers = numbers(table.images(), dataset);
  }

  private static int[] numbers(List<TableImage> images, Dataset dataset) {
    ImagesById byId = new ImagesById(dataset);
    int[] numbers = new int[images.size()];
    for (int row = 0; row < numbers.length; row++) {
      TableImage image = images.get(row);
      numbers[row] =
          byId.number(image.index(), image.id())
              .orElseThrow(
                  () ->
                      new InputException(
                          "%s has no image %s, which is in the table: run embed again to bring the table up to date"
                              .formatted(dataset.name(), image.id())));
    }
    return numbers;
  }

  /** The data set. */
  public Dataset dataset() {
    return dataset;
  }

  /** The number in the data set of the image of a row. */
  public int number(int row) {
    return numbers[row];
  }

  /** What is known of the image of a row. */
  public ImageInfo info(int row) {
    return dataset.info(numbers[row]);
  }

  /** The id of the image of a row. */
  public String id(int row) {
    return table.images().get(row).id();
  }

  /** Width times height of the image of a row. */
  public long pixels(int row) {
    ImageInfo info = info(row);
    return (long) info.width() * info.height();
  }

  /**
   * Decodes the image of a row, smaller where that saves work.
   *
   * @param leastSide pixels that the shorter side keeps; 0 for full size
   * @throws InputException if it cannot be read
   */
  public Image load(int row, int leastSide) {
    try {
      return dataset.load(numbers[row], leastSide);
    } catch (IOException e) {
      throw new InputException("the image " + id(row) + " cannot be read: " + FileReason.of(e), e);
    }
  }
}
