package org.likeness.augment;

import java.util.List;

/**
 * Which part of the image is seen. A random resized crop: an area fraction uniform in [min, max], a
 * log-uniform aspect ratio, ten tries, then the centre. The other kinds resize the shorter side and
 * cut a square; nothing is squashed.
 *
 * @param kind {@code random-resized}; {@code random} (shorter side resized to {@code resize}, then
 *     a random square); {@code centre}
 * @param min smallest share of the area, above 0
 * @param max largest share of the area, at most 1
 * @param aspect largest ratio of width to height, and of height to width (4/3 in the papers)
 * @param resize for {@code random} and {@code centre}: length of the shorter side after resizing; 0
 *     otherwise
 * @param filter {@code bilinear} or {@code bicubic}, both antialiased
 * @param reduced a JPEG may be decoded at half, a quarter or an eighth of its size where the box is
 *     no smaller than the view even so, which saves most of the work for large photographs; pixels
 *     differ by a few levels from those of the whole picture
 */
public record CropOptions(
    String kind,
    double min,
    double max,
    double aspect,
    int resize,
    String filter,
    boolean reduced) {
  static final String RANDOM_RESIZED = "random-resized";
  static final String RANDOM = "random";
  static final String CENTRE = "centre";

  public CropOptions {
    Checks.oneOf("kind", kind, List.of(RANDOM_RESIZED, RANDOM, CENTRE));
    if (!(min > 0 && min <= 1)) {
      throw new IllegalArgumentException("min must be in (0, 1] but is " + min);
    }
    Checks.range("max", max, min, 1);
    Checks.range("aspect", aspect, 1, 1000);
    Checks.range("resize", resize, 0, 1 << 16);
    Checks.oneOf("filter", filter, List.of("bilinear", "bicubic"));
  }

  /** A random resized crop of 0.2 to 1 of the area (InstDisc, MoCo), aspect up to 4/3, bilinear. */
  public static CropOptions defaults() {
    return randomResized(0.2, 1);
  }

  /** A random resized crop with aspect up to 4/3, bilinear. */
  public static CropOptions randomResized(double min, double max) {
    return new CropOptions(RANDOM_RESIZED, min, max, 4.0 / 3, 0, "bilinear", false);
  }
}
