package org.likeness.figure;

import static java.util.Objects.requireNonNull;

/**
 * The texts of a chart; each may be empty.
 *
 * @param title above it
 * @param x below the horizontal axis
 * @param y beside the vertical axis, with its unit
 * @param caption below the chart: what the numbers depend on
 */
record Titles(String title, String x, String y, String caption) {
  Titles {
    requireNonNull(title, "title is null");
    requireNonNull(x, "x is null");
    requireNonNull(y, "y is null");
    requireNonNull(caption, "caption is null");
  }

  Titles withCaption(String text) {
    return new Titles(title, x, y, text);
  }
}
