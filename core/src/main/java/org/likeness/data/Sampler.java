package org.likeness.data;

/**
 * Chooses the images of an epoch, their order, partners and targets. A function of the epoch,
 * without state.
 */
public interface Sampler {
  /** The plan of one epoch, counted from 0. */
  Plan plan(int epoch);
}
