package org.likeness.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;
import org.likeness.option.OptionField;
import org.likeness.option.OptionRecords;
import org.likeness.option.OptionValues;

/**
 * Converts a tree to records. The message for an invalid value says where the value comes from and
 * its full key.
 */
final class RecordReader {
  private final UnaryOperator<String> origin;

  /**
   * Reads trees whose values come from various sources.
   *
   * @param origin where the value of a full key comes from, as the beginning of a message
   */
  RecordReader(UnaryOperator<String> origin) {
    this.origin = origin;
  }

  /** A value of the type of {@code fallback}, or {@code fallback} if the tree has none. */
  Object read(JsonNode node, Object fallback, String key) {
    if (fallback instanceof Record record) {
      return record(node, record, key);
    }
    return node.isMissingNode() ? fallback : value(node, fallback.getClass(), key);
  }

  @SuppressWarnings("unchecked")
  <R extends Record> R record(JsonNode node, R defaults, String key) {
    section(node, key);
    Class<R> type = (Class<R>) defaults.getClass();
    List<OptionField> fields = OptionField.of(type);
    refuseUnknown(node, fields, key);
    List<Object> values = new ArrayList<>();
    fields.forEach(field -> values.add(component(node, field, defaults, key)));
    try {
      return OptionRecords.create(type, values);
    } catch (IllegalArgumentException refused) {
      throw outOfRange(key, fields, refused);
    }
  }

  /** Refuses what is no key of the record; values are not looked at. */
  void keys(JsonNode node, Record defaults, String key) {
    section(node, key);
    List<OptionField> fields = OptionField.of(defaults.getClass());
    refuseUnknown(node, fields, key);
    for (OptionField field : fields) {
      if (field.get(defaults) instanceof Record record) {
        keys(node.path(field.key()), record, Keys.join(key, field.key()));
      }
    }
  }

  /** Refuses a value in the place of a section. */
  void section(JsonNode node, String key) {
    if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
      throw wrong(key, "must be a section", node);
    }
  }

  private Object component(JsonNode node, OptionField field, Record defaults, String prefix) {
    String key = Keys.join(prefix, field.key());
    JsonNode child = node.path(field.key());
    Object fallback = field.get(defaults);
    if (fallback instanceof Record record) {
      return record(child, record, key);
    }
    return child.isMissingNode() ? fallback : value(child, field.type(), key);
  }

  private void refuseUnknown(JsonNode node, List<OptionField> fields, String prefix) {
    List<String> known = fields.stream().map(OptionField::key).toList();
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        String key = Keys.join(prefix, name);
        String near =
            Suggest.nearest(name, known)
                .map(k -> ", did you mean " + Keys.join(prefix, k) + "?")
                .orElse("");
        String instead = near.isEmpty() ? "; " + prefix + " has " + String.join(", ", known) : near;
        throw new InputException(origin.apply(key) + ": unknown key " + key + instead);
      }
    }
  }

  private Object value(JsonNode node, Type type, String key) {
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        return node.isNull() ? Optional.empty() : Optional.of(value(node, element, key));
      }
      if (generic.getRawType() == List.class) {
        return list(node, element, key);
      }
    }
    if (node.isNull() || node.isContainerNode() && type instanceof Class<?>) {
      throw wrong(key, "must be " + describe((Class<?>) type), node);
    }
    return scalar(node, (Class<?>) type, key);
  }

  private Object scalar(JsonNode node, Class<?> type, String key) {
    if (type == String.class) {
      return node.asText();
    }
    if (type == boolean.class || type == Boolean.class) {
      return require(node.isBoolean(), node.booleanValue(), key, type, node);
    }
    if (type == int.class || type == Integer.class) {
      return require(
          node.canConvertToInt() && node.isIntegralNumber(), node.intValue(), key, type, node);
    }
    if (type == long.class || type == Long.class) {
      return require(
          node.canConvertToLong() && node.isIntegralNumber(), node.longValue(), key, type, node);
    }
    if (type == double.class || type == Double.class) {
      Optional<Double> number = number(node);
      return require(number.isPresent(), number.orElse(0.0), key, type, node);
    }
    Class<?> enumType =
        type.isEnum()
            ? type
            : type.getSuperclass(); // a constant with a body has a class of its own
    if (enumType != null && enumType.isEnum()) {
      return constant(node, enumType, key);
    }
    throw new IllegalArgumentException(
        key + " has the type " + type.getName() + ", which a recipe cannot contain");
  }

  private Object constant(JsonNode node, Class<?> type, String key) {
    Optional<?> constant = OptionValues.named(node.asText(), type);
    if (constant.isEmpty()) {
      List<String> names = OptionValues.names(type);
      throw wrong(
          key,
          "must be one of " + String.join(", ", names),
          node,
          Suggest.phrase(node.asText(), names));
    }
    return constant.get();
  }

  /**
   * Numbers, and texts such as {@code 1e-4}, which YAML reads as text since they have no decimal
   * point.
   */
  private static Optional<Double> number(JsonNode node) {
    if (node.isNumber()) {
      return Optional.of(node.doubleValue());
    }
    try {
      return node.isTextual() ? Optional.of(Double.valueOf(node.textValue())) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A list, also {@code 120,160} or a single value. */
  private List<Object> list(JsonNode node, Type element, String key) {
    List<Object> values = new ArrayList<>();
    if (node.isNull() || node.isObject()) {
      throw wrong(key, "must be a list", node);
    }
    if (node.isArray()) {
      node.forEach(child -> values.add(value(child, element, key)));
    } else if (node.isTextual() && node.textValue().contains(",")) {
      list(YamlReader.read("[" + node.textValue() + "]", origin.apply(key)), element, key)
          .forEach(values::add);
    } else {
      values.add(value(node, element, key));
    }
    return List.copyOf(values);
  }

  private Object require(boolean fits, Object value, String key, Class<?> type, JsonNode node) {
    if (!fits) {
      throw wrong(key, "must be " + describe(type), node);
    }
    return value;
  }

  private static String describe(Class<?> type) {
    String phrase = OptionValues.phrase(type);
    return phrase.equals("true or false") ? phrase : "a " + phrase;
  }

  private InputException wrong(String key, String must, JsonNode node) {
    return wrong(key, must, node, "");
  }

  private InputException wrong(String key, String must, JsonNode node, String end) {
    String found =
        node.isNull() ? "empty" : node instanceof ObjectNode ? "a section" : node.toString();
    return new InputException(
        origin.apply(key) + ": " + key + " " + must + " but is " + found + end);
  }

  /**
   * The exception for a record whose constructor rejects a value; its message begins with that
   * value's key.
   */
  private InputException outOfRange(
      String prefix, List<OptionField> fields, IllegalArgumentException refused) {
    String message = String.valueOf(refused.getMessage());
    String first = message.split("[ ,:]", 2)[0];
    boolean namesKey = fields.stream().anyMatch(field -> names(first, field.key()));
    String key = namesKey ? Keys.join(prefix, first) : prefix;
    String text = namesKey ? Keys.join(prefix, message) : prefix + ": " + message;
    return new InputException(origin.apply(key) + ": " + text, refused);
  }

  /** True for the key itself and for a key within it, {@code crop.min}. */
  private static boolean names(String word, String key) {
    return word.equals(key) || word.startsWith(key + ".");
  }
}
