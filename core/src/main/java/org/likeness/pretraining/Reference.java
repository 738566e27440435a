package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import org.likeness.data.Subset;

/**
 * Images that belong to the same classes as those that are measured.
 *
 * @param bank training images: searched, or used to train a classifier; also those that {@code
 *     split.share} leaves out of training
 * @param validation validation images; may be empty
 */
public record Reference(Subset bank, Subset validation) {
  public Reference {
    requireNonNull(bank, "bank is null");
    requireNonNull(validation, "validation is null");
  }
}
