package org.likeness.export;

import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MapType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.Type;

/**
 * The schema of an exported table:
 *
 * <pre>
 *   required binary id (STRING);
 *   optional binary label (STRING);
 *   required group attributes (MAP) { repeated group key_value { required binary key (STRING); required binary value (STRING); } }
 *   required group vector (LIST) { repeated group list { required float element; } }
 * </pre>
 */
final class ParquetSchema {
  private static final int COLUMNS = 4; // id, label, attributes, vector

  private ParquetSchema() {}

  /** The elements, each group before its content. */
  static List<SchemaElement> elements() {
    return List.of(
        group("likeness", FieldRepetitionType.REQUIRED, COLUMNS),
        text("id", FieldRepetitionType.REQUIRED),
        text("label", FieldRepetitionType.OPTIONAL),
        group("attributes", FieldRepetitionType.REQUIRED, 1)
            .setConverted_type(ConvertedType.MAP)
            .setLogicalType(LogicalType.MAP(new MapType())),
        group("key_value", FieldRepetitionType.REPEATED, 2),
        text("key", FieldRepetitionType.REQUIRED),
        text("value", FieldRepetitionType.REQUIRED),
        group("vector", FieldRepetitionType.REQUIRED, 1)
            .setConverted_type(ConvertedType.LIST)
            .setLogicalType(LogicalType.LIST(new ListType())),
        group("list", FieldRepetitionType.REPEATED, 1),
        new SchemaElement("element")
            .setType(Type.FLOAT)
            .setRepetition_type(FieldRepetitionType.REQUIRED));
  }

  private static SchemaElement group(String name, FieldRepetitionType repetition, int children) {
    return new SchemaElement(name).setRepetition_type(repetition).setNum_children(children);
  }

  private static SchemaElement text(String name, FieldRepetitionType repetition) {
    return new SchemaElement(name)
        .setType(Type.BYTE_ARRAY)
        .setRepetition_type(repetition)
        .setConverted_type(ConvertedType.UTF8)
        .setLogicalType(LogicalType.STRING(new StringType()));
  }
}
