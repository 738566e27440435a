package org.likeness.run;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.RestoredDataset;
import org.likeness.error.InputException;

/**
 * The data set of a run as it was when the run was started, apart from images that the run does
 * without: those of {@link SkippedList} that have been removed keep their places, and files that
 * were no images then stay left out.
 *
 * @param data the data set; closing it closes the one that was restored
 * @param missing ids of the images that have been removed
 * @param changes a sentence for each kind of change, for the user
 */
public record RestoredData(Dataset data, Set<String> missing, List<String> changes) {
  private static final int SHOWN = 3;

  public RestoredData {
    requireNonNull(data, "data is null");
    missing = Set.copyOf(missing);
    changes = List.copyOf(changes);
  }

  /**
   * Restores a data set. Images of the list that are still there are decoded once, to tell which
   * were repaired.
   *
   * @param skipped the run's {@code skipped.csv}, which need not exist
   * @throws InputException where a removed image was the only one of its class
   */
  public static RestoredData of(Dataset now, Path skipped) {
    List<SkippedRow> rows = SkippedList.read(skipped);
    if (rows.isEmpty()) {
      return new RestoredData(now, Set.of(), List.of());
    }
    Map<String, Integer> present = new HashMap<>();
    for (int i = 0; i < now.size(); i++) {
      present.put(now.info(i).id(), i);
    }
    Map<Integer, ImageInfo> missing = new TreeMap<>();
    List<String> added = new ArrayList<>();
    List<String> repaired = new ArrayList<>();
    for (SkippedRow row : rows) {
      Optional<Integer> place = Optional.ofNullable(present.get(row.id()));
      if (place.isEmpty()) {
        row.number().ifPresent(number -> missing.put(number, info(row, now.classNames())));
      } else if (row.number().isEmpty()) {
        added.add(row.id());
      } else if (isDecodable(now, place.get())) {
        repaired.add(row.id());
      }
    }
    List<String> removed = missing.values().stream().map(ImageInfo::id).toList();
    List<String> changes = new ArrayList<>();
    say(changes, removed, "removed since they could not be decoded, which changes no number");
    say(changes, added, "left out, since they were no images when the run was started");
    say(changes, repaired, "used from here on, since they can be decoded now: numbers may differ");
    Dataset data =
        missing.isEmpty() && added.isEmpty()
            ? now
            : new RestoredDataset(now, missing, new HashSet<>(added));
    return new RestoredData(data, new HashSet<>(removed), changes);
  }

  private static ImageInfo info(SkippedRow row, List<String> classNames) {
    if (row.label().isPresent() && !classNames.contains(row.label().get())) {
      throw new InputException(
          "%s, which has been removed, was the only image of the class %s: put a file of this name back, or start a new run"
              .formatted(row.id(), row.label().get()));
    }
    return row.info(classNames);
  }

  private static boolean isDecodable(Dataset data, int index) {
    try {
      data.load(index);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void say(List<String> changes, List<String> ids, String what) {
    if (!ids.isEmpty()) {
      changes.add(
          "images %s: %s%s"
              .formatted(
                  what,
                  String.join(", ", ids.subList(0, Math.min(SHOWN, ids.size()))),
                  ids.size() > SHOWN ? ", ... (all in skipped.csv)" : ""));
    }
  }
}
