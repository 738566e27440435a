package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * As {@link NeighbourSheet}, of images that a report names: a query on the left, its neighbours on
 * the right with the similarity under each, the right ones framed.
 */
public final class QuerySheet {
  private final NamedImages images;
  private final List<Sheet.Group> groups = new ArrayList<>();

  /** An empty sheet. */
  public QuerySheet(NamedImages images) {
    this.images = requireNonNull(images, "images is null");
  }

  /**
   * An image found.
   *
   * @param id its identity
   * @param similarity to the query
   * @param mark its frame
   * @param name below the similarity, may be empty
   */
  public record Neighbour(String id, double similarity, Mark mark, String name) {
    public Neighbour {
      requireNonNull(id, "id is null");
      requireNonNull(mark, "mark is null");
      requireNonNull(name, "name is null");
    }

    /** Without a name. */
    public Neighbour(String id, double similarity, Mark mark) {
      this(id, similarity, mark, "");
    }

    String caption() {
      String number = String.format(Locale.ROOT, "%.2f", similarity);
      return name.isEmpty() ? number : number + "\n" + name;
    }
  }

  /**
   * The neighbours of a query by one embedding.
   *
   * @param label left of them, may be empty
   * @param neighbours the nearest first
   */
  public record Row(String label, List<Neighbour> neighbours) {
    public Row {
      requireNonNull(label, "label is null");
      neighbours = List.copyOf(neighbours);
    }
  }

  /**
   * Adds a query.
   *
   * @param id its identity
   * @param caption below it, such as its class; lines end with a line feed
   * @param rows one or more
   * @throws org.likeness.error.InputException if an image is missing
   */
  public void add(String id, String caption, List<Row> rows) {
    Sheet.Tile query = new Sheet.Tile(images.image(id), caption, Mark.NONE);
    groups.add(new Sheet.Group(query, rows.stream().map(this::row).toList()));
  }

  private Sheet.Row row(Row row) {
    return new Sheet.Row(row.label(), row.neighbours().stream().map(this::tile).toList());
  }

  private Sheet.Tile tile(Neighbour neighbour) {
    return new Sheet.Tile(images.image(neighbour.id()), neighbour.caption(), neighbour.mark());
  }

  /**
   * The sheet of what was added.
   *
   * @param title above it, may be empty
   * @param caption below it: the protocol of the numbers
   */
  public Figure draw(String title, String caption) {
    return Figures.drawn(() -> new Sheet(title, caption, groups, NeighbourSheet.TILE));
  }
}
