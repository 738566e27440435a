package org.likeness.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.likeness.features.FeatureKind;
import org.likeness.io.Json;
import org.likeness.io.JsonException;
import org.likeness.option.OptionValues;
import org.likeness.table.PreprocessingJson;

/**
 * An {@link IndexInfo} as user data of Lucene's commit, so that rows and what is said about them
 * change at once: {@code likeness.format}, a number, and {@code likeness.index}, a JSON object.
 */
final class IndexJson {
  /** Increased when a field changes its meaning. */
  static final int FORMAT = 1;

  static final String FORMAT_KEY = "likeness.format";
  static final String INFO_KEY = "likeness.index";

  private IndexJson() {}

  static Map<String, String> data(IndexInfo info) {
    return Map.of(FORMAT_KEY, String.valueOf(FORMAT), INFO_KEY, Json.line(json(info)));
  }

  private static ObjectNode json(IndexInfo info) {
    ObjectNode json = Json.object();
    json.put("encoder_hash", info.encoderHash());
    json.put("features", info.features().label());
    json.set("preprocessing", PreprocessingJson.of(info.preprocessing()));
    json.put("dimension", info.dimension());
    json.put("half", info.half());
    json.put("mode", info.mode().name().toLowerCase(Locale.ROOT));
    Measured measured = info.measured();
    ObjectNode numbers = json.putObject("measured");
    numbers.put("rows", measured.rows());
    numbers.put("queries", measured.queries());
    numbers.put("exact_ms", measured.exactMillis());
    numbers.put("approximate_ms", measured.approximateMillis());
    numbers.put("recall_at_10", measured.recall());
    numbers.put("held_out", measured.heldOut());
    ArrayNode tables = json.putArray("tables");
    for (IndexedTable table : info.tables()) {
      ObjectNode entry = tables.addObject();
      entry.put("number", table.number());
      entry.put("name", table.name());
      entry.put("folder", table.folder());
      entry.put("data", table.data());
      entry.put("rows", table.rows());
    }
    info.encoder().ifPresent(path -> json.put("encoder", path));
    return json;
  }

  /**
   * Reads {@link #data}.
   *
   * @throws org.likeness.error.InputException if it is of a newer version or damaged
   */
  static IndexInfo parse(Path folder, Map<String, String> data) {
    String format = data.getOrDefault(FORMAT_KEY, "");
    if (!format.matches("\\d{1,9}")) {
      throw IndexFailures.damaged(folder, "it has Lucene's files but is not an index of Likeness");
    }
    if (Integer.parseInt(format) > FORMAT) {
      throw IndexFailures.newer(folder, "format " + format + ", this one reads " + FORMAT);
    }
    try {
      return info(Json.parse(data.getOrDefault(INFO_KEY, "")));
    } catch (JsonException e) {
      throw IndexFailures.damaged(folder, "its description is " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw IndexFailures.damaged(folder, String.valueOf(e.getMessage()), e);
    }
  }

  private static IndexInfo info(JsonNode json) {
    JsonNode numbers = json.path("measured");
    List<IndexedTable> tables = new ArrayList<>();
    for (JsonNode table : json.path("tables")) {
      tables.add(
          new IndexedTable(
              table.path("number").asInt(),
              table.path("name").asText(),
              table.path("folder").asText(),
              table.path("data").asText(),
              table.path("rows").asInt()));
    }
    return new IndexInfo(
        json.path("encoder_hash").asText(),
        FeatureKind.of(json.path("features").asText()),
        PreprocessingJson.read(json.path("preprocessing")),
        json.path("dimension").asInt(),
        json.path("half").asBoolean(),
        OptionValues.choice("mode", json.path("mode").asText(), IndexMode.class),
        new Measured(
            numbers.path("rows").asInt(),
            numbers.path("queries").asInt(),
            numbers.path("exact_ms").asDouble(),
            numbers.path("approximate_ms").asDouble(),
            numbers.path("recall_at_10").asDouble(),
            numbers.path("held_out").asBoolean()),
        tables,
        Optional.ofNullable(json.path("encoder").textValue()));
  }
}
