package org.likeness.train;

/** How the learning rate changes over a run. */
public enum ScheduleKind {
  /** Half a cosine down to 0, updated each step. */
  COSINE,
  /** Half a cosine down to 0, updated each epoch. */
  COSINE_EPOCH,
  /** Reduced at each milestone. */
  STEP,
  /** Constant. */
  CONSTANT
}
