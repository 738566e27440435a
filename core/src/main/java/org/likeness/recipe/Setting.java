package org.likeness.recipe;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;

/**
 * One value above a recipe, such as {@code --set} of the command line.
 *
 * @param key as written, possibly only the last parts of a key
 * @param value the new value
 * @param origin the beginning of error messages
 */
record Setting(String key, JsonNode value, String origin) {

  static Setting parse(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1 || assignment.substring(0, equals).isBlank()) {
      throw new InputException(
          "setting " + assignment + ": write KEY=VALUE, such as train.epochs=10");
    }
    String origin = "setting " + assignment;
    String text = assignment.substring(equals + 1).strip();
    if (text.isEmpty()) {
      throw new InputException(origin + ": the value after the = is missing");
    }
    // A colon or a brace inside a plain value, such as C:\photos or a name with #, is not YAML.
    boolean yaml = !text.contains(": ") && !text.contains(" #") && !text.startsWith("{");
    JsonNode value = yaml ? YamlReader.read(text, origin) : TextNode.valueOf(text);
    return new Setting(Keys.normal(assignment.substring(0, equals)), value, origin);
  }

  /** This setting with the present name of its key, if its key is a full former one. */
  Setting renamed(Map<String, String> keys) {
    String now = keys.get(key);
    return now == null ? this : new Setting(now, value, origin);
  }

  /** A value without parsing; see {@link Recipe#with(String, Object)}. */
  static Setting of(String key, @Nullable Object value) {
    requireNonNull(key, "key is null");
    return new Setting(
        Keys.normal(key), YamlWriter.tree(plain(key, value)), "setting " + key + "=" + value);
  }

  private static Object plain(String key, @Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(element -> plain(key, element)).toList();
    }
    if (value instanceof Path path) {
      return path.toString();
    }
    if (value instanceof Float number) {
      return Double.valueOf(number.toString()); // 0.1, not the nearest float's 0.10000000149
    }
    if (value instanceof String
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Double
        || value instanceof Boolean
        || value instanceof Enum<?>) {
      return value;
    }
    throw new IllegalArgumentException(
        "%s cannot be set to %s: allowed are a String, Path, Integer, Long, Float, Double, Boolean, an enum's constant, or a List of these"
            .formatted(key, value == null ? "null" : "a " + value.getClass().getName()));
  }

  /** The layer with this value at a full key. */
  Layer as(String fullKey) {
    return Layer.of(fullKey, value, origin);
  }

  /** The full keys that this one may refer to. */
  List<String> candidates(List<String> known) {
    return known.contains(key)
        ? List.of(key)
        : known.stream().filter(full -> full.endsWith("." + key)).toList();
  }

  /** The full key that this one refers to. */
  String resolve(List<String> known) {
    List<String> candidates = candidates(known);
    if (candidates.size() > 1) {
      throw new InputException(
          origin
              + ": "
              + key
              + " is ambiguous: write "
              + String.join(" or ", candidates)
              + " in full");
    }
    if (candidates.isEmpty()) {
      throw new InputException(
          origin
              + ": unknown key "
              + key
              + nearest(known)
                  .map(n -> ", did you mean " + n + "?")
                  .orElseGet(() -> "; " + whereToLook(known)));
    }
    return candidates.get(0);
  }

  private static String whereToLook(List<String> known) {
    List<String> sections = known.stream().map(full -> Keys.parts(full).get(0)).distinct().toList();
    return sections.size() == 1
        ? "only keys of " + sections.get(0) + " can be set here"
        : "recipe.yaml in any run folder has all keys";
  }

  /** Compares the whole key first, then as many of its last parts as were written. */
  private Optional<String> nearest(List<String> known) {
    int parts = Keys.parts(key).size();
    List<String> endings = known.stream().map(full -> ending(full, parts)).distinct().toList();
    return Suggest.nearest(key, endings)
        .flatMap(
            end ->
                known.stream()
                    .filter(full -> full.equals(end) || full.endsWith("." + end))
                    .findFirst())
        .or(() -> Suggest.nearest(key, known));
  }

  private static String ending(String full, int parts) {
    List<String> all = Keys.parts(full);
    return String.join(".", all.subList(Math.max(0, all.size() - parts), all.size()));
  }
}
