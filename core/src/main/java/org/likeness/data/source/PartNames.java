package org.likeness.data.source;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The usual names of a data set's parts, as folders and in columns, and the one each stands for.
 */
final class PartNames {
  private static final Map<String, String> STANDARD =
      Map.of(
          "train", "train",
          "training", "train",
          "val", "val",
          "valid", "val",
          "validation", "val",
          "test", "test",
          "testing", "test",
          "unlabeled", "unlabeled",
          "unlabelled", "unlabeled");

  private PartNames() {}

  /**
   * {@code train}, {@code val}, {@code test} or {@code unlabeled}; empty where the name is none of
   * a part.
   */
  static Optional<String> standard(String name) {
    return Optional.ofNullable(STANDARD.get(name.toLowerCase(Locale.ROOT)));
  }
}
