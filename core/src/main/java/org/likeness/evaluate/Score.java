package org.likeness.evaluate;

/**
 * The one number of a report by which embeddings are compared, more being better.
 *
 * @param value what was measured
 * @param chance what embeddings that know nothing of the images get, about
 * @param most what perfect embeddings get
 */
public record Score(double value, double chance, double most) {}
