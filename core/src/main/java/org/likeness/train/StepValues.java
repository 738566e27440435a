package org.likeness.train;

import java.util.Map;

/**
 * The values of a step.
 *
 * @param loss mean over its images
 * @param terms means of the loss's terms by name
 * @param spread of the embeddings, see {@link EpochEnd#spread}
 * @param images number of images
 * @param updateSeconds of the update only: the optimizer and the method's hooks before and after it
 * @param memoryBytes of the process before the gradients of the last batch, when its activations
 *     are there
 */
public record StepValues(
    double loss,
    Map<String, Double> terms,
    double spread,
    int images,
    double updateSeconds,
    long memoryBytes) {}
