package org.likeness.train;

/**
 * The epoch whose network was best by a metric of the run.
 *
 * @param epoch from 1
 * @param metric such as {@code knn}
 * @param value of that metric
 */
public record BestEpoch(int epoch, String metric, double value) {}
