package org.likeness.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.likeness.error.FirstFew;

/**
 * How the images of a data set differ from those recorded earlier.
 *
 * @param added ids of images that were not recorded
 * @param gone ids of recorded images that are not found
 * @param changed ids of images whose size, label, group or part is another one
 */
public record DataDifference(List<String> added, List<String> gone, List<String> changed) {
  private static final int SHOWN = 3;

  public DataDifference {
    added = List.copyOf(added);
    gone = List.copyOf(gone);
    changed = List.copyOf(changed);
  }

  /** Compares with recorded images by id. */
  public static DataDifference between(List<ImageRecord> recorded, Dataset found) {
    Map<String, ImageRecord> left = new LinkedHashMap<>();
    recorded.forEach(image -> left.put(image.id(), image));
    List<String> added = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      ImageRecord now = ImageRecord.of(found, i);
      ImageRecord then = left.remove(now.id());
      if (then == null) {
        added.add(now.id());
      } else if (!then.equals(now)) {
        changed.add(now.id());
      }
    }
    return new DataDifference(added, List.copyOf(left.keySet()), changed);
  }

  /** True where nothing differs but the facts of images among these. */
  public boolean isOf(Set<String> ids) {
    return added.isEmpty() && gone.isEmpty() && !changed.isEmpty() && ids.containsAll(changed);
  }

  /** Such as {@code 2 are new (a.png, b.png), 1 is gone (c.png)}. */
  public String phrase() {
    String phrase =
        String.join(
            ", ",
            Stream.of(
                    part(added, "new"),
                    part(gone, "gone"),
                    part(changed, "changed in size, label, group or part"))
                .filter(part -> !part.isEmpty())
                .toList());
    return phrase.isEmpty() ? "their order is another one" : phrase;
  }

  private static String part(List<String> ids, String what) {
    if (ids.isEmpty()) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "%,d %s %s (%s)",
        ids.size(),
        ids.size() == 1 ? "is" : "are",
        what,
        FirstFew.of(ids, SHOWN));
  }
}
