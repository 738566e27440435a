package org.likeness.neighbours;

/**
 * The nearest bank rows of each query, the nearest first.
 *
 * @param indices for each query the numbers of its neighbours in the bank; equal similarities in
 *     the order of their numbers
 * @param similarities for each query the cosine of the angle to each of them, falling
 */
@SuppressWarnings("ArrayRecordComponent") // built once by a search, read by evaluations and figures
public record Neighbours(int[][] indices, double[][] similarities) {
  public Neighbours {
    if (indices.length != similarities.length) {
      throw new IllegalArgumentException(
          indices.length
              + " rows of indices meet "
              + similarities.length
              + " rows of similarities");
    }
  }

  /** Number of queries. */
  public int size() {
    return indices.length;
  }

  /** Neighbours of each query; 0 where there are no queries. */
  public int k() {
    return indices.length == 0 ? 0 : indices[0].length;
  }
}
