package org.likeness.table;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.likeness.augment.Preprocessing;
import org.likeness.features.FeatureKind;

/**
 * The content of {@code table.json}.
 *
 * @param encoderHash hash of the encoder that computed the table
 * @param features kind of features
 * @param preprocessing preprocessing of the images
 * @param data the data set, as the user named it
 * @param batch images per batch, which affects the last bits of a row
 * @param shape size and type of {@code vectors}
 * @param encoder file or run of the encoder when the table was begun, a hint; empty if not known
 */
public record TableInfo(
    String encoderHash,
    FeatureKind features,
    Preprocessing preprocessing,
    String data,
    int batch,
    TableShape shape,
    Optional<String> encoder) {
  /** Increased when a field changes its meaning. */
  static final int FORMAT = 1;

  private static final String SKIPPED = "skipped";
  private static final String REVISION = "revision";
  private static final String ENCODER = "encoder";

  public TableInfo {
    requireNonNull(encoderHash, "encoderHash is null");
    requireNonNull(features, "features is null");
    requireNonNull(preprocessing, "preprocessing is null");
    requireNonNull(data, "data is null");
    requireNonNull(shape, "shape is null");
    requireNonNull(encoder, "encoder is null");
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("format", "likeness-embedding-table");
    json.put("format_version", FORMAT);
    json.put("encoder_hash", encoderHash);
    json.put("features", features.label());
    json.set("preprocessing", PreprocessingJson.of(preprocessing));
    json.put("data", data);
    json.put("batch", batch);
    json.put("images", shape.images());
    json.put("count", shape.rows());
    json.put("dimension", shape.dimension());
    json.put("half", shape.half());
    encoder.ifPresent(path -> json.put(ENCODER, path));
    return json;
  }

  /**
   * As {@link #json()}, with the images that have no row.
   *
   * @param revision how often the table was brought up to date
   */
  ObjectNode json(List<SkippedRow> skipped, int revision) {
    ObjectNode json = json();
    if (revision > 0) {
      json.put(REVISION, revision);
    }
    if (!skipped.isEmpty()) {
      ArrayNode array = json.putArray(SKIPPED);
      skipped.forEach(row -> array.add(row.json()));
    }
    return json;
  }

  /** How often the table was brought up to date. */
  static int revision(JsonNode json) {
    return json.path(REVISION).asInt();
  }

  /** The images without a row that were noted. */
  static List<SkippedRow> skipped(JsonNode json) {
    List<SkippedRow> skipped = new ArrayList<>();
    json.path(SKIPPED).forEach(row -> skipped.add(SkippedRow.of(row)));
    return skipped;
  }

  /**
   * Reads the output of {@link #json}; throws an IllegalArgumentException with the reason if it is
   * not valid.
   */
  static TableInfo of(JsonNode json) {
    if (!json.path("format").asText().equals("likeness-embedding-table")) {
      throw new IllegalArgumentException("it does not have the format of an embedding table");
    }
    if (json.path("format_version").asInt() != FORMAT) {
      throw new IllegalArgumentException(
          "its format version is "
              + json.path("format_version").asText()
              + " but "
              + FORMAT
              + " is read here");
    }
    TableShape shape =
        new TableShape(
            json.path("images").asInt(),
            json.path("count").asInt(),
            json.path("dimension").asInt(),
            json.path("half").asBoolean());
    return new TableInfo(
        json.path("encoder_hash").asText(),
        FeatureKind.of(json.path("features").asText()),
        PreprocessingJson.read(json.path("preprocessing")),
        json.path("data").asText(),
        json.path("batch").asInt(),
        shape,
        Optional.of(json.path(ENCODER).asText("")).filter(path -> !path.isEmpty()));
  }

  /** Whether rows computed with {@code other} are compatible with rows computed with this. */
  boolean sameAs(TableInfo other) {
    return comparable(shape.images()).equals(other.comparable(other.shape.images()));
  }

  /** As {@link #sameAs}, for a data set whose number of images may have changed. */
  boolean sameButImages(TableInfo other) {
    return comparable(0).equals(other.comparable(0));
  }

  private TableInfo comparable(int images) {
    return new TableInfo(
        encoderHash,
        features,
        preprocessing,
        data,
        batch,
        new TableShape(images, 0, shape.dimension(), shape.half()),
        Optional.empty());
  }

  /** Of another number of images, with no row yet. */
  TableInfo withImages(int images) {
    return new TableInfo(
        encoderHash,
        features,
        preprocessing,
        data,
        batch,
        new TableShape(images, 0, shape.dimension(), shape.half()),
        encoder);
  }

  /** What differs from {@code wanted}, such as {@code batch 4 instead of 8}. */
  String differences(TableInfo wanted) {
    List<String> found = new ArrayList<>();
    difference(found, "features", features.label(), wanted.features.label());
    difference(found, "data", data, wanted.data);
    difference(found, "number of images", shape.images(), wanted.shape.images());
    difference(found, "batch", batch, wanted.batch);
    difference(found, "bytes per value", shape.valueBytes(), wanted.shape.valueBytes());
    difference(found, "dimension", shape.dimension(), wanted.shape.dimension());
    difference(found, "preprocessing", preprocessing, wanted.preprocessing);
    return String.join(", ", found);
  }

  private static void difference(List<String> found, String what, Object there, Object wanted) {
    if (!there.equals(wanted)) {
      found.add(what + " " + there + " instead of " + wanted);
    }
  }

  TableInfo withRows(int rows) {
    return new TableInfo(
        encoderHash,
        features,
        preprocessing,
        data,
        batch,
        new TableShape(shape.images(), rows, shape.dimension(), shape.half()),
        encoder);
  }
}
