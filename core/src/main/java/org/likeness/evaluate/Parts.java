package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

import org.likeness.data.Dataset;
import org.likeness.data.Subset;

/**
 * The images of an evaluation in three disjoint parts.
 *
 * @param bank images that are searched, or used to train a classifier
 * @param validation images to choose settings; may be empty
 * @param test images that are measured
 */
public record Parts(Dataset bank, Dataset validation, Dataset test) {
  public Parts {
    requireNonNull(bank, "bank is null");
    requireNonNull(validation, "validation is null");
    requireNonNull(test, "test is null");
  }

  /** Parts without a validation part. */
  public static Parts of(Dataset bank, Dataset test) {
    return new Parts(bank, new Subset(test, new int[0], "no validation"), test);
  }

  /** The images of one part. */
  public Dataset of(Part part) {
    return switch (part) {
      case BANK -> bank;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  /** True if every image of bank and test has a class. */
  public boolean labelled() {
    return test.labelled() && bank.labelled();
  }

  /** True if there is a validation part whose images all have a class. */
  public boolean validationLabelled() {
    return validation.labelled();
  }
}
