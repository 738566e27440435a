package org.likeness.table;

/**
 * The size of an embedding table.
 *
 * @param images images in the data set
 * @param rows vectors in the table; fewer than images if some cannot be decoded
 * @param dimension values per vector
 * @param half two bytes per value instead of four
 */
public record TableShape(int images, int rows, int dimension, boolean half) {
  private static final int LARGEST = Integer.MAX_VALUE / 4; // a row's bytes are an int

  public TableShape {
    if (images < 0 || rows < 0 || rows > images) {
      throw new IllegalArgumentException("count must be in [0, " + images + "] but is " + rows);
    }
    if (dimension < 1 || dimension > LARGEST) {
      throw new IllegalArgumentException(
          "dimension must be in [1, " + LARGEST + "] but is " + dimension);
    }
  }

  /** Bytes of one value. */
  int valueBytes() {
    return half ? 2 : 4;
  }

  /** Bytes of one vector. */
  int rowBytes() {
    return dimension * valueBytes();
  }
}
