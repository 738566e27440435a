package org.likeness.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.io.Json;
import org.likeness.option.OptionValues;

/**
 * A {@link Preprocessing} as JSON: {@code resize}, {@code size}, {@code mean}, {@code std}, and
 * {@code colour} where it is not rgb.
 */
public final class PreprocessingJson {
  private static final String COLOUR = "colour";

  private PreprocessingJson() {}

  public static ObjectNode of(Preprocessing preprocessing) {
    ObjectNode json = Json.object();
    json.put("resize", preprocessing.resize());
    json.put("size", preprocessing.size());
    if (preprocessing.colour() != ViewOptions.Colour.RGB) {
      json.put(COLOUR, OptionValues.name(preprocessing.colour()));
    }
    preprocessing.mean().forEach(json.putArray("mean")::add);
    preprocessing.std().forEach(json.putArray("std")::add);
    return json;
  }

  /** Reads it; throws an IllegalArgumentException with the reason if it is not valid. */
  public static Preprocessing read(JsonNode json) {
    return new Preprocessing(
        json.path("resize").asInt(),
        json.path("size").asInt(),
        OptionValues.choice(COLOUR, json.path(COLOUR).asText("rgb"), ViewOptions.Colour.class),
        numbers(json.path("mean")),
        numbers(json.path("std")));
  }

  private static List<Double> numbers(JsonNode array) {
    List<Double> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }
}
