package org.likeness.export;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.likeness.table.EmbeddingTable;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;

/**
 * A column of the file: how some rows of a table become the content of a data page, levels first.
 */
enum ParquetColumn {
  /** Required text. */
  ID(Type.BYTE_ARRAY, Encoding.PLAIN, "id") {
    @Override
    int write(EmbeddingTable table, int from, int count, ByteArrayOutputStream out) {
      for (int row = from; row < from + count; row++) {
        Plain.writeText(table.images().get(row).id(), out);
      }
      return count;
    }
  },
  /** Text, null where there is no label. */
  LABEL(Type.BYTE_ARRAY, Encoding.PLAIN, "label") {
    @Override
    int write(EmbeddingTable table, int from, int count, ByteArrayOutputStream out) {
      Levels definition = new Levels();
      ByteArrayOutputStream values = new ByteArrayOutputStream();
      for (int row = from; row < from + count; row++) {
        String label = table.images().get(row).label();
        definition.add(label.isEmpty() ? 0 : 1, 1);
        if (!label.isEmpty()) {
          Plain.writeText(label, values);
        }
      }
      definition.writeTo(out);
      out.writeBytes(values.toByteArray());
      return definition.size();
    }
  },
  /** The keys of a map of texts, which may be empty. */
  ATTRIBUTE_KEYS(Type.BYTE_ARRAY, Encoding.PLAIN, "attributes.key_value.key") {
    @Override
    int write(EmbeddingTable table, int from, int count, ByteArrayOutputStream out) {
      return writeAttributes(table, from, count, true, out);
    }
  },
  /** The values of that map. */
  ATTRIBUTE_VALUES(Type.BYTE_ARRAY, Encoding.PLAIN, "attributes.key_value.value") {
    @Override
    int write(EmbeddingTable table, int from, int count, ByteArrayOutputStream out) {
      return writeAttributes(table, from, count, false, out);
    }
  },
  /** A list of floats. */
  VECTOR(Type.FLOAT, Encoding.BYTE_STREAM_SPLIT, "vector.list.element") {
    @Override
    int write(EmbeddingTable table, int from, int count, ByteArrayOutputStream out) {
      int dimension = table.dimension();
      Levels repetition = new Levels();
      Levels definition = new Levels();
      for (int row = 0; row < count; row++) {
        repetition.add(0, 1);
        repetition.add(1, dimension - 1);
      }
      definition.add(1, count * dimension);
      repetition.writeTo(out);
      definition.writeTo(out);
      try (Scope scope = Scope.openNoGrad()) {
        out.writeBytes(Plain.split(Tensors.floats(table.rows(from, count))));
      }
      return definition.size();
    }
  };

  private final Type type;
  private final Encoding encoding;
  private final String path;

  ParquetColumn(Type type, Encoding encoding, String path) {
    this.type = type;
    this.encoding = encoding;
    this.path = path;
  }

  /** Type of the values. */
  Type type() {
    return type;
  }

  /** Encoding of the values. */
  Encoding encoding() {
    return encoding;
  }

  /** Names of the groups that it is in, and its own. */
  List<String> path() {
    return List.of(path.split("\\.", -1));
  }

  /**
   * Writes levels and values of some rows.
   *
   * @return number of values, those that are missing included
   */
  abstract int write(EmbeddingTable table, int from, int count, ByteArrayOutputStream out);

  private static int writeAttributes(
      EmbeddingTable table, int from, int count, boolean keys, ByteArrayOutputStream out) {
    Levels repetition = new Levels();
    Levels definition = new Levels();
    ByteArrayOutputStream values = new ByteArrayOutputStream();
    for (int row = from; row < from + count; row++) {
      Map<String, String> attributes = new TreeMap<>(table.images().get(row).attributes());
      repetition.add(0, 1);
      definition.add(attributes.isEmpty() ? 0 : 1, Math.max(1, attributes.size()));
      repetition.add(1, Math.max(0, attributes.size() - 1));
      attributes.forEach((key, value) -> Plain.writeText(keys ? key : value, values));
    }
    repetition.writeTo(out);
    definition.writeTo(out);
    out.writeBytes(values.toByteArray());
    return definition.size();
  }
}
