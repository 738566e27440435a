package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;

/**
 * Queries on the left, their nearest images on the right with the similarity under each; rows of
 * several kinds of features under one another. Correct ones have a thick blue frame and a tick,
 * others a thin dashed grey one, so that the sheet is readable without colours too.
 */
public final class NeighbourSheet {
  /** Side of an image on the sheet, in pixels: four times 32, twice 64. */
  public static final int TILE = 128;

  private final Dataset bank;
  private final Dataset queries;
  private final SameBy sameBy;
  private final List<Sheet.Group> groups = new ArrayList<>();

  /**
   * An empty sheet.
   *
   * @param bank the images that were searched
   * @param queries the query images, may be the same
   * @param sameBy when a neighbour is correct
   */
  public NeighbourSheet(Dataset bank, Dataset queries, SameBy sameBy) {
    this.bank = requireNonNull(bank, "bank is null");
    this.queries = requireNonNull(queries, "queries is null");
    this.sameBy = requireNonNull(sameBy, "sameBy is null");
  }

  /**
   * Adds one query.
   *
   * @param query its number
   * @param rows its neighbours, one row per kind of features
   */
  public void add(int query, List<NeighbourRow> rows) {
    ImageInfo info = queries.info(query);
    List<Sheet.Row> drawn = new ArrayList<>();
    for (NeighbourRow row : rows) {
      List<Sheet.Tile> tiles = new ArrayList<>();
      for (int i = 0; i < row.images().length; i++) {
        String similarity = String.format(Locale.ROOT, "%.2f", row.similarities()[i]);
        tiles.add(
            tile(bank, row.images()[i], similarity, sameBy.mark(info, bank.info(row.images()[i]))));
      }
      drawn.add(new Sheet.Row(row.label(), tiles));
    }
    groups.add(new Sheet.Group(tile(queries, query, queries.labelName(query), Mark.NONE), drawn));
  }

  static Sheet.Tile tile(Dataset dataset, int image, String caption, Mark mark) {
    return new Sheet.Tile(DatasetImages.load(dataset, image), caption, mark);
  }

  /**
   * The sheet of what was added.
   *
   * @param title above it, may be empty
   * @param caption below it: the protocol of the numbers
   */
  public Figure draw(String title, String caption) {
    return Figures.drawn(() -> sheet(title, caption));
  }

  Sheet sheet(String title, String caption) {
    return new Sheet(title, caption, groups, TILE);
  }
}
