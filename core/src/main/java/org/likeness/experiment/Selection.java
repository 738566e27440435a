package org.likeness.experiment;

import java.util.List;

/**
 * Which part of an experiment is done.
 *
 * @param scale its size
 * @param rows names of rows; empty for all
 * @param seeds empty for those of the file
 */
public record Selection(Scale scale, List<String> rows, List<Long> seeds) {
  public Selection {
    rows = List.copyOf(rows);
    seeds = List.copyOf(seeds);
  }

  /** All of a scale. */
  public static Selection all(Scale scale) {
    return new Selection(scale, List.of(), List.of());
  }
}
