package org.likeness.method;

import java.util.function.Supplier;

/**
 * What a method may use before an epoch.
 *
 * @param number from 0
 * @param epochs of the whole run
 * @param features backbone features of the whole training set by the current encoder, {@code
 *     [n][f]}, zeros if an image cannot be decoded; computed on request (DeepCluster's clusters,
 *     nearest neighbours as positives)
 */
public record Epoch(int number, int epochs, Supplier<float[][]> features) {}
