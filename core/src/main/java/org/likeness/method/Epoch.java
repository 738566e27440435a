package org.likeness.method;

import java.util.function.Supplier;

/**
 * What a method may look at before an epoch.
 *
 * @param number from 0
 * @param epochs of the whole run
 * @param features backbone features of the whole training set by the present encoder, {@code
 *     [n][f]}, zeros where an image cannot be decoded; computed when asked for (DeepCluster's
 *     clusters, nearest neighbours as positives)
 */
public record Epoch(int number, int epochs, Supplier<float[][]> features) {}
