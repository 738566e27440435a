package org.likeness.augment;

/**
 * Gaussian blur.
 *
 * @param probability that it happens
 * @param sigmaMin smallest standard deviation, in pixels
 * @param sigmaMax largest standard deviation, in pixels
 * @param kind {@code true} Gaussian kernel of a tenth of the side (SimCLR), or {@code pil}, the box approximation of Pillow (MoCo v2)
 */
public record BlurOptions(double probability, double sigmaMin, double sigmaMax, String kind) {}
