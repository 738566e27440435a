package org.likeness.fuzz;

import java.util.Optional;

/**
 * What became of one case.
 *
 * @param number of the case
 * @param message why it was refused; empty where it was accepted
 * @param fault what is wrong with the reader; empty where nothing is
 * @param nanos time of the reader
 * @param javaBytes what the reader's thread allocated on the heap, freed since or not
 * @param nativeBytes growth of the process outside of the heap while the case ran
 */
record Result(
    int number,
    Optional<String> message,
    Optional<Throwable> fault,
    long nanos,
    long javaBytes,
    long nativeBytes) {

  boolean accepted() {
    return message.isEmpty();
  }
}
