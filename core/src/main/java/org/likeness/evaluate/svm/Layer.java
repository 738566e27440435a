package org.likeness.evaluate.svm;

/**
 * What is classified: columns of the vectors of {@link LayerEmbedder}.
 *
 * @param name {@code conv1}, {@code backbone}, {@code embedding}, {@code pixels}
 * @param shape for display: {@code 6 x 6 x 256}, or the number of columns
 * @param from first column
 * @param width number of columns
 */
record Layer(String name, String shape, int from, int width) {}
