package org.likeness.clustering;

import org.bytedeco.pytorch.Tensor;

/**
 * What {@link KMeans} found.
 *
 * @param centres {@code [k, d]}, owned by the scope in which they were computed
 * @param labels the cluster of each row, below k
 * @param inertia sum of the squared distances of the rows to their centres
 */
@SuppressWarnings("ArrayRecordComponent") // as large as the data; read in loops
public record Clusters(Tensor centres, int[] labels, double inertia) {}
