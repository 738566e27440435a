package org.likeness.figure;

import java.awt.Graphics2D;

/** A drawing of a fixed size, painted to pixels or to vectors; see {@link Figures}. */
public interface Figure {
  /** Width in pixels, at least 1. */
  int width();

  /** Height in pixels, at least 1. */
  int height();

  /**
   * Paints the whole figure, the same each time. The ground is white already, lines are smooth, and
   * the settings of the graphics need not be restored.
   */
  void paint(Graphics2D graphics);
}
