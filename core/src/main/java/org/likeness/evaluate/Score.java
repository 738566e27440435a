package org.likeness.evaluate;

/**
 * The value of a report by which embeddings are compared; higher is better.
 *
 * @param value the measured value
 * @param chance approximate value for random embeddings
 * @param most value for perfect embeddings
 */
public record Score(double value, double chance, double most) {}
