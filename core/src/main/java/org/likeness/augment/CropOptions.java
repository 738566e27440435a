package org.likeness.augment;

/**
 * A random resized crop: an area fraction uniform in [min, max], a log-uniform aspect ratio, ten tries, then the centre.
 *
 * @param kind {@code random-resized}; {@code random} (shorter side resized to {@code resize}, then a random square); {@code centre}
 * @param min smallest share of the area
 * @param max largest share of the area
 * @param aspect largest ratio of width to height, and of height to width (4/3 in the papers)
 * @param resize for {@code random} and {@code centre}: length of the shorter side after resizing
 * @param filter {@code bilinear} or {@code bicubic}, both antialiased
 */
public record CropOptions(String kind, double min, double max, double aspect, int resize, String filter) {}
