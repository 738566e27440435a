package org.likeness.train;

/**
 * Training is over.
 *
 * @param outcome why
 * @param step updates done
 * @param epochs whole epochs done
 * @param loss of the last whole epoch; not a number where none was done
 * @param seconds since the start or the resumption
 */
public record RunEnd(Outcome outcome, long step, int epochs, double loss, double seconds) {}
