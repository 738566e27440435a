package org.likeness.pretraining;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.likeness.data.Dataset;

/**
 * Sentences about the parts that a data set names: what a single one is used for, and names that
 * are none of a part.
 */
final class PartRemarks {
  private static final Set<String> KNOWN =
      Set.of("train", DataParts.VALIDATION, DataParts.TEST, "unlabeled");
  private static final int SHOWN = 5;

  private PartRemarks() {}

  /** The sentences; empty where there is nothing to say. */
  static List<String> of(Dataset whole, int validation) {
    return Stream.of(single(whole, validation), unknown(whole)).flatMap(Optional::stream).toList();
  }

  /** Images whose part has another name are training images, also where it is misspelt. */
  private static Optional<String> unknown(Dataset whole) {
    Map<String, Integer> others = new TreeMap<>();
    for (int i = 0; i < whole.size(); i++) {
      whole
          .info(i)
          .split()
          .filter(name -> !KNOWN.contains(name))
          .ifPresent(name -> others.merge(name, 1, Integer::sum));
    }
    if (others.isEmpty()) {
      return Optional.empty();
    }
    String names =
        others.entrySet().stream()
            .limit(SHOWN)
            .map(other -> "%s (%d images)".formatted(other.getKey(), other.getValue()))
            .collect(Collectors.joining(", "));
    return Optional.of(
        "The data name parts that are neither train, val, test nor unlabeled and are not kept apart: "
            + names
            + (others.size() > SHOWN ? ", ..." : ""));
  }

  /** What the only part that the data set names is used for; empty where it names both or none. */
  private static Optional<String> single(Dataset whole, int validation) {
    boolean namesTest = DataParts.part(whole, DataParts.TEST).isPresent();
    if (namesTest == DataParts.part(whole, DataParts.VALIDATION).isPresent()) {
      return Optional.empty();
    }
    String drawn =
        validation == 0
            ? "no images are left to choose the epoch"
            : "the images to choose the epoch are drawn from the others";
    return Optional.of(
        namesTest
            ? "The data name a test part and no validation part: " + drawn
            : "The data name a validation part and no test part: it is used for the final test, and "
                + drawn);
  }
}
