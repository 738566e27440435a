package org.likeness.run;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.LimitedDataset;
import org.likeness.data.RestoredDataset;
import org.likeness.error.InputException;

/**
 * The data set of a run as it was when the run was started, apart from images that the run does
 * without: those of {@link SkippedList} that have been removed keep their places, and files that
 * were not images then stay left out.
 *
 * @param data the data set; closing it closes the one that was restored
 * @param changes what has changed since
 */
public record RestoredData(Dataset data, SkippedChanges changes) {
  public RestoredData {
    requireNonNull(data, "data is null");
    requireNonNull(changes, "changes is null");
  }

  /**
   * Restores a data set. Decodes nothing, so that it does not know which images were repaired.
   *
   * @param skipped the run's {@code skipped.csv}, which need not exist
   * @throws InputException where the list cannot be read, or a removed image was the only one of
   *     its class
   */
  public static RestoredData of(Dataset now, Path skipped) {
    return of(now, skipped, false);
  }

  /**
   * Restores a data set for a run that is resumed. Images of the list that are still there are
   * decoded once, to tell which were repaired.
   *
   * @param skipped the run's {@code skipped.csv}, which need not exist
   * @throws InputException where the list cannot be read, or a removed image was the only one of
   *     its class
   */
  public static RestoredData resumed(Dataset now, Path skipped) {
    return of(now, skipped, true);
  }

  private static RestoredData of(Dataset now, Path skipped, boolean decode) {
    List<SkippedRow> rows = SkippedList.read(skipped);
    if (rows.isEmpty()) {
      return new RestoredData(now, SkippedChanges.none());
    }
    Map<String, Integer> present = new HashMap<>();
    for (int i = 0; i < now.size(); i++) {
      present.put(now.info(i).id(), i);
    }
    Map<Integer, ImageInfo> missing = new TreeMap<>();
    List<String> removed = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    List<String> added = new ArrayList<>();
    Map<String, Integer> unused = new LinkedHashMap<>();
    for (SkippedRow row : rows) {
      Optional<Integer> place = Optional.ofNullable(present.get(row.id()));
      if (row.number().isEmpty()) {
        place.ifPresent(found -> added.add(row.id()));
      } else if (place.isEmpty()) {
        missing.put(row.number().getAsInt(), row.info(now.classNames()));
        (row.isRepaired() ? lost : removed).add(row.id());
      } else if (!row.isRepaired()) {
        unused.put(row.id(), place.get());
      }
    }
    Dataset data =
        missing.isEmpty() && added.isEmpty()
            ? now
            : new RestoredDataset(now, missing, new HashSet<>(added));
    List<String> repaired = decode ? decodable(now, unused) : List.of();
    return new RestoredData(data, new SkippedChanges(removed, lost, added, repaired));
  }

  /** Those of some images that can be decoded, by id, on all processors. */
  private static List<String> decodable(Dataset data, Map<String, Integer> places) {
    return places.entrySet().parallelStream()
        .filter(place -> isDecodable(data, place.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean isDecodable(Dataset data, int index) {
    try {
      data.load(index);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The data set with a limit for images that cannot be decoded; those that have been removed do
   * not count.
   *
   * @param share of the images, 0 to 1
   */
  public Dataset limited(double share) {
    Set<String> missing =
        Stream.concat(changes.removed().stream(), changes.lost().stream())
            .collect(Collectors.toSet());
    return new LimitedDataset(data, share, missing);
  }
}
