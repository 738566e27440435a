package org.likeness.train;

/**
 * What an epoch is made of. A run that goes on must have the same: its position and its learning
 * rate are counted in steps.
 *
 * @param images in the training set
 * @param steps updates
 */
record EpochSize(int images, long steps) {}
