package org.likeness.data;

/**
 * Decides what an epoch visits, in which order, with which partner and target. A function of the
 * epoch: it holds no position.
 */
public interface Sampler {
  /** The plan of one epoch, counted from 0. */
  Plan plan(int epoch);
}
