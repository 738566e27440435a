package org.likeness.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;
import org.likeness.io.Json;
import org.likeness.recipe.Recipe;

/** The fields of a section of an experiment's file; what is not read is an error. */
final class Fields {
  private final ObjectNode node;
  private final String place;
  private final Set<String> read = new LinkedHashSet<>();

  private Fields(ObjectNode node, String place) {
    this.node = node;
    this.place = place;
  }

  /**
   * The fields of a section; none if the section is empty.
   *
   * @param place where it is, the start of messages
   */
  static Fields of(JsonNode section, String place) {
    if (section instanceof ObjectNode fields) {
      return new Fields(fields, place);
    }
    if (section.isMissingNode() || section.isNull()) {
      return new Fields(JsonNodeFactory.instance.objectNode(), place);
    }
    throw new InputException(place + " must be a section of keys but is " + section);
  }

  /** A single value; empty if there is none. */
  Optional<String> text(String key) {
    JsonNode value = get(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isValueNode() || value.isNull()) {
      throw new InputException(place + ": " + key + " must be a single value but is " + value);
    }
    return Optional.of(value.asText());
  }

  String required(String key) {
    return text(key)
        .orElseThrow(() -> new InputException(place + ": " + key + " is missing: add it"));
  }

  boolean flag(String key, boolean usual) {
    JsonNode value = get(key);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw new InputException(place + ": " + key + " must be true or false but is " + value);
    }
    return value.isMissingNode() ? usual : value.booleanValue();
  }

  OptionalDouble number(String key) {
    JsonNode value = get(key);
    if (value.isMissingNode()) {
      return OptionalDouble.empty();
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw new InputException(place + ": " + key + " must be a number but is " + value);
    }
    return OptionalDouble.of(value.doubleValue());
  }

  /** A number of things; 0 if there is none. */
  int count(String key) {
    JsonNode value = get(key);
    if (!value.isMissingNode() && !(value.canConvertToInt() && value.isIntegralNumber())
        || value.intValue() < 0) {
      throw new InputException(
          place + ": " + key + " must be a whole number of at least 0 but is " + value);
    }
    return value.intValue();
  }

  /** The values of a list, or a single value. */
  List<String> texts(String key) {
    JsonNode value = get(key);
    List<String> texts = new ArrayList<>();
    if (value.isArray()) {
      for (JsonNode each : value) {
        if (!each.isValueNode() || each.isNull()) {
          throw new InputException(
              place + ": " + key + " must be a list of single values but has " + each);
        }
        texts.add(each.asText());
      }
    } else {
      text(key).ifPresent(texts::add);
    }
    return texts;
  }

  List<Long> wholeNumbers(String key) {
    try {
      return texts(key).stream().map(Long::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new InputException(
          place + ": " + key + " must be a list of whole numbers but is " + node.path(key), e);
    }
  }

  /**
   * Settings of a recipe, none if there are none.
   *
   * @param others keys of the section that are no settings
   */
  Recipe settings(String key, String... others) {
    String source = place + ", " + key;
    ObjectNode settings = Fields.of(get(key), source).node.deepCopy().without(List.of(others));
    return settings.isEmpty()
        ? Recipe.empty(source)
        : Recipe.parse(Json.line(settings), source); // JSON is YAML
  }

  /** The section below a key; empty if there is none. */
  Fields section(String key) {
    return of(get(key), place + ": " + key);
  }

  /** The sections below a key by their names, in their order. */
  Map<String, Fields> sections(String key) {
    Map<String, Fields> sections = new LinkedHashMap<>();
    section(key)
        .node
        .properties()
        .forEach(
            entry ->
                sections.put(
                    entry.getKey(),
                    of(entry.getValue(), place + ": " + key + "." + entry.getKey())));
    return sections;
  }

  /** What each section below a key stands for, in their order. */
  <T> List<T> each(String key, BiFunction<String, Fields, T> reader) {
    List<T> all = new ArrayList<>();
    sections(key)
        .forEach(
            (name, fields) -> {
              all.add(reader.apply(name, fields));
              fields.done();
            });
    return all;
  }

  /** The keys of this section, in their order. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private JsonNode get(String key) {
    read.add(key);
    return node.path(key);
  }

  String place() {
    return place;
  }

  /** Refuses a key that nobody has read. */
  void done() {
    for (String key : keys()) {
      if (!read.contains(key)) {
        throw new InputException(place + ": " + Suggest.unknown("key", key, read));
      }
    }
  }
}
