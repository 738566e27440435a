package org.likeness.train;

import java.util.Map;

/**
 * What a step came to.
 *
 * @param loss mean over its images
 * @param terms means of the loss's terms by name
 * @param spread of the embeddings, see {@link EpochEnd#spread}
 * @param images that were seen
 * @param updateSeconds of the update alone: optimizer and what the method does around it
 */
public record StepValues(
    double loss, Map<String, Double> terms, double spread, int images, double updateSeconds) {}
