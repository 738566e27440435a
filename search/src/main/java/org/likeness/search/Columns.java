package org.likeness.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.util.Bits;

/** The columns of an index and their values. */
final class Columns {
  /** Values of a column that are listed: the most frequent ones. */
  static final int MOST_VALUES = 1000;

  private Columns() {}

  /** Names of all columns: label where a row has one, path, table, attributes by name. */
  static List<String> names(DirectoryReader reader) {
    TreeSet<String> attributes = new TreeSet<>();
    boolean labels = false;
    for (LeafReaderContext leaf : reader.leaves()) {
      for (FieldInfo field : leaf.reader().getFieldInfos()) {
        labels |= field.name.equals(Fields.LABEL);
        if (field.name.startsWith(Fields.ATTRIBUTE)) {
          attributes.add(field.name);
        }
      }
    }
    List<String> names = new ArrayList<>();
    if (labels) {
      names.add(Fields.LABEL);
    }
    names.add(Fields.PATH);
    names.add(Fields.TABLE);
    names.addAll(attributes);
    return names;
  }

  /**
   * Values with the number of their rows, the most frequent first. Of paths the first folders, as
   * {@code folder/*}.
   */
  static Map<String, Integer> values(Snapshot snapshot, String column) throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    if (column.equals(Fields.TABLE)) {
      snapshot.info().tables().forEach(table -> counts.put(table.name(), table.rows()));
    } else {
      for (LeafReaderContext leaf : snapshot.reader().leaves()) {
        if (column.equals(Fields.PATH)) {
          countFolders(leaf.reader(), counts);
        } else {
          count(leaf.reader(), column, counts);
        }
      }
    }
    Map<String, Integer> most = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, Integer> entry) -> -entry.getValue())
                .thenComparing(Map.Entry::getKey))
        .limit(MOST_VALUES)
        .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
    return most;
  }

  private static void count(LeafReader leaf, String column, Map<String, Integer> counts)
      throws IOException {
    SortedDocValues values = leaf.getSortedDocValues(column);
    if (values == null) {
      return;
    }
    int[] byOrd = new int[values.getValueCount()];
    Bits live = leaf.getLiveDocs();
    for (int doc = values.nextDoc(); doc < leaf.maxDoc(); doc = values.nextDoc()) {
      if (live == null || live.get(doc)) {
        byOrd[values.ordValue()]++;
      }
    }
    for (int ord = 0; ord < byOrd.length; ord++) {
      if (byOrd[ord] > 0) {
        counts.merge(values.lookupOrd(ord).utf8ToString(), byOrd[ord], Integer::sum);
      }
    }
  }

  private static void countFolders(LeafReader leaf, Map<String, Integer> counts)
      throws IOException {
    BinaryDocValues values = leaf.getBinaryDocValues(Fields.PATH);
    if (values == null) {
      return;
    }
    Bits live = leaf.getLiveDocs();
    for (int doc = values.nextDoc(); doc < leaf.maxDoc(); doc = values.nextDoc()) {
      if (live == null || live.get(doc)) {
        String path = values.binaryValue().utf8ToString();
        int slash = path.indexOf('/');
        if (slash > 0) {
          counts.merge(Wildcards.quoted(path.substring(0, slash + 1)) + "*", 1, Integer::sum);
        }
      }
    }
  }
}
