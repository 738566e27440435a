package org.likeness.data;

/**
 * A data set in two parts, as numbers of its images in ascending order.
 *
 * @param kept the images that stay
 * @param heldOut the images that are held out
 */
@SuppressWarnings("ArrayRecordComponent") // only passed to two subsets
public record Split(int[] kept, int[] heldOut) {}
