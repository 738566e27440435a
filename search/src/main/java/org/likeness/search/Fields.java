package org.likeness.search;

/** Names of Lucene's fields. Columns that users filter by have the name that users write. */
final class Fields {
  /** Table number and id, unique. */
  static final String KEY = "key";

  /** Table number in the upper half, index of the image in the lower: the order of rows. */
  static final String ORDER = "order";

  /** The unit vector. */
  static final String VECTOR = "vector";

  /** Attributes as JSON; absent where there are none. */
  static final String ATTRIBUTES = "attributes";

  /** Number of the table, as text. */
  static final String TABLE = "table";

  static final String LABEL = "label";
  static final String PATH = "path";

  /** Before the name of an attribute. */
  static final String ATTRIBUTE = "attr.";

  /** Longer values are kept but cannot be filtered by: Lucene's terms have at most 32,766 bytes. */
  static final int LONGEST_VALUE = 1000;

  private Fields() {}

  static String key(int table, String id) {
    return table + ":" + id;
  }

  static long order(int table, int index) {
    return (long) table << 32 | index;
  }

  static int tableOf(long order) {
    return (int) (order >> 32);
  }

  static int indexOf(long order) {
    return (int) order;
  }
}
