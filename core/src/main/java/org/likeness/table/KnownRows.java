package org.likeness.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Rows whose vectors are known: first those of the table that is there, then those of the log of an
 * update, numbered through.
 */
final class KnownRows {
  private final List<TableImage> images = new ArrayList<>();
  private final List<ImageStamp> stamps = new ArrayList<>();
  private final Map<String, Integer> byId = new HashMap<>();
  private final Map<String, Integer> byContent = new HashMap<>();
  private int ofTable;

  /** Adds the rows of a list; those of a table first. */
  void add(String lines, boolean table) {
    int first = images.size();
    images.addAll(ImageLines.read(lines));
    stamps.addAll(ImageLines.stamps(lines));
    for (int row = first; row < images.size(); row++) {
      // What the log has of an id is newer than what the table has.
      if (table) {
        byId.put(images.get(row).id(), row);
      }
      String content = stamps.get(row).content();
      if (!content.isEmpty()) {
        byContent.putIfAbsent(content, row);
      }
    }
    ofTable = table ? images.size() : ofTable;
  }

  int size() {
    return images.size();
  }

  /** Rows of the table; all others are of the log. */
  int ofTable() {
    return ofTable;
  }

  TableImage image(int row) {
    return images.get(row);
  }

  ImageStamp stamp(int row) {
    return stamps.get(row);
  }

  /** The row of the table with an id. */
  OptionalInt ofId(String id) {
    Integer row = byId.get(id);
    return row == null ? OptionalInt.empty() : OptionalInt.of(row);
  }

  /** A row with this content. */
  OptionalInt ofContent(String content) {
    Integer row = content.isEmpty() ? null : byContent.get(content);
    return row == null ? OptionalInt.empty() : OptionalInt.of(row);
  }
}
