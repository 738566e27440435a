package org.likeness.data.source;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the folders of images mean. If every first-level folder has the name of a part ({@link
 * PartNames}: such as train, training, test, testing, val, unlabeled or unlabelled), they are
 * splits and the next level may be classes; otherwise the first level may be. A level is a level of
 * classes where all images (of the split) are in folders.
 */
final class FolderLayout {
  private final boolean splits;
  private final Set<String>
      flat; // the splits that have images outside of class folders; "" where there are no splits
  private final List<String> classNames;
  private final Map<String, Integer> classIndices;

  private FolderLayout(Collection<String> ids) {
    Set<String> top =
        ids.stream()
            .map(id -> id.substring(0, Math.max(0, id.indexOf('/'))))
            .collect(Collectors.toSet());
    splits = !top.isEmpty() && top.stream().allMatch(name -> PartNames.standard(name).isPresent());
    flat = new LinkedHashSet<>(Set.of("unlabeled"));
    for (String id : ids) {
      if (below(id).indexOf('/') < 0) {
        flat.add(split(id).orElse(""));
      }
    }
    classNames =
        ImageNames.sortedClasses(
            ids.stream().map(this::className).flatMap(Optional::stream).toList());
    classIndices = ImageNames.indices(classNames);
  }

  /** The meaning of these paths, which use {@code /}. */
  static FolderLayout of(Collection<String> paths) {
    return new FolderLayout(paths);
  }

  List<String> classNames() {
    return classNames;
  }

  Optional<String> split(String id) {
    if (!splits) {
      return Optional.empty();
    }
    return PartNames.standard(id.substring(0, id.indexOf('/')));
  }

  /** Index of the class, -1 for none. */
  int label(String id) {
    return className(id).map(classIndices::get).orElse(-1);
  }

  private Optional<String> className(String id) {
    if (flat.contains(split(id).orElse(""))) {
      return Optional.empty();
    }
    String below = below(id);
    return Optional.of(below.substring(0, below.indexOf('/')));
  }

  private String below(String id) {
    return splits ? id.substring(id.indexOf('/') + 1) : id;
  }
}
