/**
 * Benchmarks of the parts of training, each as it is used: views, steps, epochs, losses over a
 * memory bank, nearest neighbours, embedding. The tiled softmax is compared with its definition
 * before it is timed; tests do that for the other parts.
 */
@org.jspecify.annotations.NullMarked
package org.likeness.bench;
