package org.likeness.train;

/** How the learning rate moves over a run. */
public enum ScheduleKind {
  /** Half a cosine down to 0, a new rate each step. */
  COSINE,
  /** Half a cosine down to 0, a new rate each epoch. */
  COSINE_EPOCH,
  /** Smaller from each milestone on. */
  STEP,
  /** Always the same. */
  CONSTANT
}
