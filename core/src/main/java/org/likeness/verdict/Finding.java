package org.likeness.verdict;

/** What a run has come to. */
public enum Finding {
  /** Better than what it began from, and still rising. */
  IMPROVING,
  /** Better than what it began from, and no longer rising. */
  LEVELLED,
  /** Better than what it began from; whether it still rises is not known. */
  BETTER,
  /** Better than what it began from, but the last epochs are worse than an earlier one. */
  FELL,
  /** Not measurably better than what it began from. */
  NO_GAIN,
  /** Worse than what it began from. */
  WORSE,
  /** Not better than what it began from, and all images are mapped to a few directions. */
  COLLAPSED
}
