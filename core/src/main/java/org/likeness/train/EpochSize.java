package org.likeness.train;

/**
 * The size of an epoch. It must not change when a run is resumed: position and learning rate are
 * counted in steps.
 *
 * @param images in the training set
 * @param steps updates
 */
record EpochSize(int images, long steps) {}
