package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.likeness.image.Image;

/**
 * Images that a report names, on the left the square that the network saw, on the right the
 * attention of each head to its patches: the darker, the more, from none to the head's largest.
 */
public final class AttentionSheet {
  private static final Color MOST = new Color(0x08306B);
  private static final Color NONE = new Color(0xFFFFFF);

  private final NamedImages images;
  private final double share;
  private final List<Sheet.Group> groups = new ArrayList<>();

  /**
   * An empty sheet.
   *
   * @param share of the shorter side of an image that the network saw, in (0, 1]
   */
  public AttentionSheet(NamedImages images, double share) {
    this.images = requireNonNull(images, "images is null");
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be in (0, 1] but is " + share);
    }
    this.share = share;
  }

  /**
   * Adds an image.
   *
   * @param id its identity
   * @param caption below it, such as its class
   * @param heads for each head the attention to each patch of a square grid, row by row
   * @throws org.likeness.error.InputException if the image is missing
   */
  public void add(String id, String caption, List<double[]> heads) {
    boolean first = groups.isEmpty();
    List<Sheet.Tile> tiles = new ArrayList<>();
    for (int head = 0; head < heads.size(); head++) {
      String label = first ? "head " + (head + 1) : "";
      tiles.add(new Sheet.Tile(map(heads.get(head)), label, Mark.NONE));
    }
    Sheet.Tile image = new Sheet.Tile(seen(images.image(id)), caption, Mark.NONE);
    groups.add(new Sheet.Group(image, List.of(new Sheet.Row("", tiles))));
  }

  /** The square in the middle. */
  private Image seen(Image image) {
    int side = Math.max(1, (int) Math.round(share * Math.min(image.width(), image.height())));
    int left = (image.width() - side) / 2;
    int top = (image.height() - side) / 2;
    byte[] rgb = new byte[3 * side * side];
    for (int y = 0; y < side; y++) {
      System.arraycopy(
          image.rgb(), 3 * ((top + y) * image.width() + left), rgb, 3 * y * side, 3 * side);
    }
    return new Image(side, side, rgb);
  }

  private static Image map(double[] attention) {
    int side = (int) Math.round(Math.sqrt(attention.length));
    double most = 0;
    for (double value : attention) {
      most = Math.max(most, value);
    }
    byte[] rgb = new byte[3 * side * side];
    for (int i = 0; i < side * side; i++) {
      double strength = most == 0 ? 0 : attention[i] / most;
      rgb[3 * i] = between(NONE.getRed(), MOST.getRed(), strength);
      rgb[3 * i + 1] = between(NONE.getGreen(), MOST.getGreen(), strength);
      rgb[3 * i + 2] = between(NONE.getBlue(), MOST.getBlue(), strength);
    }
    return new Image(side, side, rgb);
  }

  private static byte between(int none, int most, double strength) {
    return (byte) Math.round(none + (most - none) * strength);
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
