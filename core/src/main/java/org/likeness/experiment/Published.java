package org.likeness.experiment;

import static java.util.Objects.requireNonNull;

/**
 * A value of a paper.
 *
 * @param value as the paper has it, in percent if the column is a share
 * @param unverified true if it could not be checked in the paper or in a text that quotes it
 */
public record Published(String value, boolean unverified) {
  public Published {
    requireNonNull(value, "value is null");
  }

  /** For a table: {@code 32.1 (unverified)}. */
  public String phrase() {
    return value + (unverified ? " (unverified)" : "");
  }
}
