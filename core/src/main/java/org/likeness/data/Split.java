package org.likeness.data;

/**
 * A data set in two parts, as numbers of its images in ascending order.
 *
 * @param kept what stays
 * @param heldOut what is set aside
 */
@SuppressWarnings("ArrayRecordComponent") // handed to two subsets and forgotten
public record Split(int[] kept, int[] heldOut) {}
