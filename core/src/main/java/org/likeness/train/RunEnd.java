package org.likeness.train;

/**
 * Training has ended.
 *
 * @param outcome how it ended
 * @param step updates done
 * @param epochs completed epochs
 * @param loss of the last completed epoch; NaN if there is none
 * @param seconds since the start, or since the run was resumed
 */
public record RunEnd(Outcome outcome, long step, int epochs, double loss, double seconds) {}
