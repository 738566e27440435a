package org.likeness.recipe;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.error.InputException;

/**
 * The values of one source: a file, a setting, a method's defaults.
 *
 * @param tree sections, keys and values, keys in kebab-case; never changed
 * @param origins where the value of each full key comes from, as the beginning of a message
 */
record Layer(ObjectNode tree, Map<String, String> origins) {
  static final Layer EMPTY = new Layer(JsonNodeFactory.instance.objectNode(), Map.of());

  Layer {
    origins = Map.copyOf(origins);
  }

  /**
   * A layer with the values of one source.
   *
   * @throws InputException if a key is defined twice, once with {@code -} and once with {@code _}
   */
  static Layer written(ObjectNode written, String origin) {
    ObjectNode tree = normal(written, "", origin);
    Map<String, String> origins = new HashMap<>();
    mark(tree, "", origin, origins);
    return new Layer(tree, origins);
  }

  /** A single value. */
  static Layer of(String key, JsonNode value, String origin) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    put(tree, key, value);
    return new Layer(tree, Map.of(key, origin));
  }

  /** All layers merged: sections are merged key by key, lists and single values replaced. */
  static Layer join(Collection<Layer> fromBelow) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    Map<String, String> origins = new HashMap<>();
    for (Layer layer : fromBelow) {
      join(tree, layer.tree);
      origins.putAll(layer.origins);
    }
    return new Layer(tree, origins);
  }

  /** A single top-level value; empty if there is none. */
  Optional<String> text(String key) {
    JsonNode node = tree.path(key);
    return node.isValueNode() && !node.isNull() ? Optional.of(node.asText()) : Optional.empty();
  }

  /**
   * This layer with former key names replaced by their present names.
   *
   * @throws InputException if both names are set
   */
  Layer renamed(Map<String, String> keys) {
    ObjectNode moved = tree.deepCopy();
    Map<String, String> places = new HashMap<>(origins);
    keys.forEach(
        (former, key) -> {
          JsonNode value = at(moved, former);
          if (value.isMissingNode()) {
            return;
          }
          String origin = requireNonNullElse(places.remove(former), "recipe");
          if (!at(moved, key).isMissingNode()) {
            throw new InputException(
                "%s: %s is the former name of %s, and both are set: remove %s"
                    .formatted(origin, former, key, former));
          }
          remove(moved, former);
          put(moved, key, value);
          places.put(key, origin);
        });
    return new Layer(moved, places);
  }

  /** This layer without some top-level keys or sections. */
  Layer without(Collection<String> keys) {
    return new Layer(tree.deepCopy().without(keys), origins);
  }

  /** Without some sections, such as {@code monitor.knn}; a value of such a name stays. */
  Layer withoutSections(Collection<String> names) {
    ObjectNode rest = tree.deepCopy();
    names.stream().filter(name -> at(rest, name).isObject()).forEach(name -> remove(rest, name));
    return new Layer(rest, origins);
  }

  /** The same values; appends words to the origin of each. */
  Layer saying(String words) {
    Map<String, String> longer = new HashMap<>(origins);
    longer.replaceAll((key, origin) -> origin + words);
    return new Layer(tree, longer);
  }

  /** The content of a section, as a layer; empty if there is no such section. */
  Optional<Layer> within(String... path) {
    JsonNode node = tree;
    for (String name : path) {
      node = node.path(name);
    }
    if (!(node instanceof ObjectNode section)) {
      return Optional.empty();
    }
    String prefix = String.join(".", path) + ".";
    Map<String, String> inner = new HashMap<>();
    origins.forEach(
        (key, origin) -> {
          if (key.startsWith(prefix)) {
            inner.put(key.substring(prefix.length()), origin);
          }
        });
    return Optional.of(new Layer(section, inner));
  }

  /** The value of a full key; missing if there is none. */
  static JsonNode at(JsonNode tree, String key) {
    JsonNode node = tree;
    for (String part : Keys.parts(key)) {
      node = node.path(part);
    }
    return node;
  }

  static void put(ObjectNode tree, String key, JsonNode value) {
    ObjectNode node = tree;
    List<String> parts = Keys.parts(key);
    for (String part : parts.subList(0, parts.size() - 1)) {
      node = node.path(part) instanceof ObjectNode child ? child : node.putObject(part);
    }
    node.set(parts.get(parts.size() - 1), value);
  }

  /** A section without its subsections, which are separate records. */
  static JsonNode without(JsonNode section, List<String> below) {
    return section instanceof ObjectNode object && !below.isEmpty()
        ? object.deepCopy().remove(below)
        : section;
  }

  /** Removes a key, and its section if that is then empty. */
  private static void remove(ObjectNode tree, String key) {
    int dot = key.lastIndexOf('.');
    String section = key.substring(0, Math.max(0, dot));
    ObjectNode parent = dot < 0 ? tree : (ObjectNode) at(tree, section);
    parent.remove(key.substring(dot + 1));
    if (dot >= 0 && parent.isEmpty()) {
      remove(tree, section);
    }
  }

  private static void join(ObjectNode below, ObjectNode above) {
    above
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue() instanceof ObjectNode from
                  && below.path(entry.getKey()) instanceof ObjectNode into) {
                join(into, from);
              } else {
                below.set(entry.getKey(), entry.getValue().deepCopy());
              }
            });
  }

  /** The same tree with {@code -} for {@code _} in its keys. */
  private static ObjectNode normal(ObjectNode node, String prefix, String origin) {
    ObjectNode normal = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = Keys.normal(entry.getKey());
      String key = Keys.join(prefix, name);
      JsonNode value =
          entry.getValue() instanceof ObjectNode child
              ? normal(child, key, origin)
              : entry.getValue();
      if (normal.has(name)) {
        throw new InputException(origin + ": " + key + " is defined twice: keep one of them");
      }
      normal.set(name, value);
    }
    return normal;
  }

  private static void mark(
      ObjectNode node, String prefix, String origin, Map<String, String> origins) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String key = Keys.join(prefix, entry.getKey());
      if (entry.getValue() instanceof ObjectNode child) {
        mark(child, key, origin, origins);
      } else {
        origins.put(key, origin);
      }
    }
  }
}
