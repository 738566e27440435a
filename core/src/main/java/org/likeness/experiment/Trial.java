package org.likeness.experiment;

/**
 * A row on some images with a seed.
 *
 * @param row the row
 * @param data the images
 * @param seed of its run
 */
public record Trial(Row row, DataSetting data, long seed) {
  /** For messages: {@code exact on cifar10-small, seed 0}. */
  public String phrase() {
    return row.id() + " on " + data.key() + ", seed " + seed;
  }
}
