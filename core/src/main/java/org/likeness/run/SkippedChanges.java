package org.likeness.run;

import java.util.ArrayList;
import java.util.List;
import org.likeness.error.FirstFew;

/**
 * What has changed about the images of a {@link SkippedList}, as ids.
 *
 * @param removed images that have been removed, which the run never used
 * @param lost images that have been removed after the run used them, since they had been repaired
 * @param added files that were not images when the run was started and are now
 * @param repaired images that can be decoded now, known where a run is resumed
 */
public record SkippedChanges(
    List<String> removed, List<String> lost, List<String> added, List<String> repaired) {
  private static final int SHOWN = 3;

  public SkippedChanges {
    removed = List.copyOf(removed);
    lost = List.copyOf(lost);
    added = List.copyOf(added);
    repaired = List.copyOf(repaired);
  }

  /** No change, as for a new run. */
  public static SkippedChanges none() {
    return new SkippedChanges(List.of(), List.of(), List.of(), List.of());
  }

  /** A sentence for each kind of change, for the user. */
  public List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    add(sentences, removed, "removed since they could not be decoded, which changes no number");
    add(sentences, lost, "removed after they were repaired and used: numbers may differ");
    add(sentences, added, "left out, since they were not images when the run was started");
    add(
        sentences,
        repaired,
        "used from here on, since they can be decoded now: numbers may differ");
    return sentences;
  }

  private static void add(List<String> sentences, List<String> ids, String what) {
    if (!ids.isEmpty()) {
      sentences.add(
          "images %s: %s%s"
              .formatted(
                  what,
                  FirstFew.of(ids, SHOWN),
                  ids.size() > SHOWN ? " (all in skipped.csv)" : ""));
    }
  }
}
