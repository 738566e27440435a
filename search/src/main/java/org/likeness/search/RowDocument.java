package org.likeness.search;

import java.util.Map;
import java.util.TreeMap;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;
import org.likeness.io.Json;
import org.likeness.table.TableImage;

/**
 * A row as Lucene's document; see {@link Fields}.
 *
 * @param table number of its table
 * @param image its image
 * @param unit its vector, of length 1
 */
@SuppressWarnings("ArrayRecordComponent") // made once, read by Lucene
record RowDocument(int table, TableImage image, float[] unit) {
  /** Identifies the row in the index. */
  Term key() {
    return key(table, image.id());
  }

  static Term key(int table, String id) {
    return new Term(Fields.KEY, Fields.key(table, id));
  }

  long order() {
    return Fields.order(table, image.index());
  }

  /** The attributes as they are kept; empty where there are none. */
  static String attributes(Map<String, String> attributes) {
    return attributes.isEmpty() ? "" : Json.line(new TreeMap<>(attributes));
  }

  Document document() {
    Document document = new Document();
    document.add(new StringField(Fields.KEY, Fields.key(table, image.id()), Field.Store.NO));
    document.add(new NumericDocValuesField(Fields.ORDER, order()));
    document.add(
        new KnnFloatVectorField(Fields.VECTOR, unit, VectorSimilarityFunction.DOT_PRODUCT));
    document.add(new StringField(Fields.TABLE, String.valueOf(table), Field.Store.NO));
    document.add(new StringField(Fields.PATH, image.id(), Field.Store.NO));
    document.add(new BinaryDocValuesField(Fields.PATH, new BytesRef(image.id())));
    if (!image.label().isEmpty()) {
      addColumn(document, Fields.LABEL, image.label());
    }
    String json = attributes(image.attributes());
    if (!json.isEmpty()) {
      document.add(new BinaryDocValuesField(Fields.ATTRIBUTES, new BytesRef(json)));
      image
          .attributes()
          .forEach((name, value) -> addColumn(document, Fields.ATTRIBUTE + name, value));
    }
    return document;
  }

  private static void addColumn(Document document, String column, String value) {
    if (value.length() <= Fields.LONGEST_VALUE) {
      document.add(new StringField(column, value, Field.Store.NO));
      document.add(new SortedDocValuesField(column, new BytesRef(value)));
    }
  }
}
