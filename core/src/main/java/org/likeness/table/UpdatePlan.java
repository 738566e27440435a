package org.likeness.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;

/**
 * Where the row of each image of a data set comes from: copied from {@link KnownRows}, or computed.
 * An image is the one of a row if it has the row's id and the same content; its content is read
 * only if its size or its time of change differ. Tables without hashes are believed by the id
 * alone.
 */
final class UpdatePlan {
  private static final int COMPUTED = -1;
  private static final int SKIPPED = -2;

  private final Dataset dataset;
  private final KnownRows known;
  private final int[] sources;
  private final ImageStamp[] stamps;
  private final Set<String> vanished = new HashSet<>();
  private int kept;
  private int added;
  private int changed;
  private int moved;

  private UpdatePlan(Dataset dataset, KnownRows known) {
    this.dataset = dataset;
    this.known = known;
    this.sources = new int[dataset.size()];
    this.stamps = new ImageStamp[dataset.size()];
  }

  /**
   * Compares a data set with what is known; reads only images that may have changed.
   *
   * @param skipped images that could not be decoded
   */
  static UpdatePlan of(Dataset dataset, KnownRows known, List<SkippedRow> skipped) {
    UpdatePlan plan = new UpdatePlan(dataset, known);
    plan.findVanished();
    Map<String, ImageStamp> broken = new HashMap<>();
    skipped.forEach(row -> broken.put(row.id(), row.stamp()));
    for (int i = 0; i < plan.sources.length; i++) {
      plan.add(i, broken);
    }
    return plan;
  }

  private void findVanished() {
    for (int row = 0; row < known.ofTable(); row++) {
      vanished.add(known.image(row).id());
    }
    for (int i = 0; i < dataset.size(); i++) {
      vanished.remove(dataset.info(i).id());
    }
  }

  private void add(int index, Map<String, ImageStamp> broken) {
    String id = dataset.info(index).id();
    OptionalInt same = known.ofId(id);
    if (same.isPresent()) {
      ImageStamp there = known.stamp(same.getAsInt());
      stamps[index] = there.now(dataset, index);
      if (there.isSame(stamps[index])) {
        kept++;
        sources[index] = same.getAsInt();
      } else {
        changed++;
        sources[index] = known.ofContent(stamps[index].content()).orElse(COMPUTED);
      }
      return;
    }
    ImageStamp failed = broken.get(id);
    stamps[index] = failed == null ? ImageStamp.of(dataset, index) : failed.now(dataset, index);
    if (failed != null && failed.isSame(stamps[index])) {
      sources[index] = SKIPPED;
      return;
    }
    OptionalInt found = known.ofContent(stamps[index].content());
    sources[index] = found.orElse(COMPUTED);
    // Each vanished image moves once: a second copy of it is a new image.
    boolean from = found.isPresent() && vanished.remove(known.image(found.getAsInt()).id());
    moved += from ? 1 : 0;
    added += from ? 0 : 1;
  }

  /** The images whose rows must be computed. */
  int[] toCompute() {
    return IntStream.range(0, sources.length).filter(i -> sources[i] == COMPUTED).toArray();
  }

  /** The row of {@link KnownRows} that an image has; negative where it has none. */
  int source(int index) {
    return sources[index];
  }

  ImageStamp stamp(int index) {
    return stamps[index];
  }

  /** Whether the table that is there is what this plan would write. */
  boolean isDone(List<SkippedRow> skipped) {
    int row = 0;
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] == SKIPPED) {
        continue;
      }
      if (sources[i] != row || row >= known.ofTable() || !isSameLine(i, row)) {
        return false;
      }
      row++;
    }
    return row == known.ofTable()
        && Arrays.stream(sources).filter(source -> source == SKIPPED).count() == skipped.size();
  }

  private boolean isSameLine(int index, int row) {
    TableImage image = known.image(row);
    return image.index() == index
        && image.label().equals(dataset.labelName(index))
        && image.attributes().equals(dataset.info(index).attributes())
        && stamps[index].equals(known.stamp(row));
  }

  /** Images that have a row. */
  int rows() {
    return Math.toIntExact(Arrays.stream(sources).filter(source -> source >= 0).count());
  }

  int ofTable() {
    return known.ofTable();
  }

  /**
   * The images that need not be tried again as long as they are the same: those of before, and
   * those that failed now. One that changed while it was read is neither.
   *
   * @param failed ids of images that could not be decoded now
   */
  List<SkippedRow> skipped(Set<String> failed) {
    List<SkippedRow> skipped = new ArrayList<>();
    for (int i = 0; i < sources.length; i++) {
      boolean broken = sources[i] == COMPUTED && failed.contains(dataset.info(i).id());
      if (sources[i] == SKIPPED || broken) {
        skipped.add(new SkippedRow(dataset.info(i).id(), stamps[i]));
      }
    }
    return skipped;
  }

  /** What this plan does to the table. */
  TableChanges changes() {
    long computed = Arrays.stream(sources).filter(source -> source >= known.ofTable()).count();
    return new TableChanges(
        kept, added, changed, moved, vanished.size(), Math.toIntExact(computed));
  }
}
