package org.likeness.train;

/** How the learning rate changes over a run. */
public enum ScheduleKind {
  /** Half a cosine down to the final rate, updated each step. */
  COSINE,
  /** Half a cosine down to the final rate, updated each epoch. */
  COSINE_EPOCH,
  /** Reduced at each milestone. */
  STEP,
  /** Constant. */
  CONSTANT
}
