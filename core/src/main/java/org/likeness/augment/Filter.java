package org.likeness.augment;

/**
 * The shape of the weights with which a resized pixel sees its neighbours, both widened by the
 * scale when a picture shrinks.
 */
public enum Filter {
  /** A triangle of half-width 1. */
  BILINEAR(1) {
    @Override
    double weight(double x) {
      double distance = Math.abs(x);
      return distance < 1 ? 1 - distance : 0;
    }
  },
  /** The cubic of Keys (1981) with a = -0.5, half-width 2. */
  BICUBIC(2) {
    @Override
    double weight(double x) {
      double a = -0.5;
      double distance = Math.abs(x);
      if (distance < 1) {
        return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
      }
      return distance < 2 ? (((distance - 5) * distance + 8) * distance - 4) * a : 0;
    }
  };

  final double halfWidth;

  Filter(double halfWidth) {
    this.halfWidth = halfWidth;
  }

  abstract double weight(double x);

  /** {@code bilinear} or {@code bicubic}. */
  static Filter named(String name) {
    return switch (name) {
      case "bilinear" -> BILINEAR;
      case "bicubic" -> BICUBIC;
      default ->
          throw new IllegalArgumentException("filter must be bilinear or bicubic but is " + name);
    };
  }
}
