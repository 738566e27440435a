package org.likeness.bench;

/**
 * What all numbers of some views have in common, whoever made them.
 *
 * @param mean of all numbers, after normalising
 * @param deviation standard deviation of the same
 */
public record ViewStatistics(double mean, double deviation) {}
