package org.likeness.search;

/** Vectors of length 1. */
final class UnitVectors {
  private static final double TINY = 1e-12;

  private UnitVectors() {}

  /**
   * A vector divided by its length; one of zeros stays as it is and is as similar to everything as
   * a right angle.
   *
   * @throws IllegalArgumentException if a value is not finite
   */
  static float[] of(float[] vector) {
    double square = dot(vector, vector);
    if (!Double.isFinite(square)) {
      throw new IllegalArgumentException("a vector has values that are not finite");
    }
    double length = Math.max(Math.sqrt(square), TINY);
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return unit;
  }

  /** The inner product of two vectors of equal length, in double precision. */
  static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }

  /** The square of the distance of two vectors of equal length. */
  static double squaredDistance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = (double) a[i] - b[i];
      sum += difference * difference;
    }
    return sum;
  }
}
