package org.likeness.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;

/**
 * From a tree to records. Whatever does not fit ends in one sentence that names where the value
 * came from and its full key.
 */
final class RecordReader {
  private final UnaryOperator<String> origin;

  /**
   * Reads trees whose values came from various places.
   *
   * @param origin the place that the value of a full key came from, as the beginning of a sentence
   */
  RecordReader(UnaryOperator<String> origin) {
    this.origin = origin;
  }

  /** A value of the type of {@code fallback}, which it is where the tree has none. */
  Object read(JsonNode node, Object fallback, String key) {
    if (fallback instanceof Record record) {
      return record(node, record, key);
    }
    return node.isMissingNode() ? fallback : value(node, fallback.getClass(), key);
  }

  @SuppressWarnings("unchecked")
  <R extends Record> R record(JsonNode node, R defaults, String key) {
    if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
      throw wrong(key, "must be a section with keys of its own", node);
    }
    RecordComponent[] components = defaults.getClass().getRecordComponents();
    refuseUnknown(node, components, key);
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = component(node, components[i], defaults, key);
    }
    try {
      return (R) defaults.getClass().getDeclaredConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw outOfRange(key, components, refused);
      }
      throw new IllegalStateException(
          defaults.getClass().getName() + " cannot be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(defaults.getClass().getName() + " is no public record", e);
    }
  }

  private Object component(
      JsonNode node, RecordComponent component, Record defaults, String prefix) {
    String key = Keys.join(prefix, Keys.of(component));
    JsonNode child = node.path(Keys.of(component));
    Object fallback = Keys.value(component, defaults);
    if (fallback instanceof Record record) {
      return record(child, record, key);
    }
    return child.isMissingNode() ? fallback : value(child, component.getGenericType(), key);
  }

  private void refuseUnknown(JsonNode node, RecordComponent[] components, String prefix) {
    List<String> known = Arrays.stream(components).map(Keys::of).toList();
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
        key + " has the type " + type.getName() + ", which no recipe can hold");
  }

  private Object constant(JsonNode node, Class<?> type, String key) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      String name = name((Enum<?>) constant);
      if (name.equalsIgnoreCase(Keys.normal(node.asText()))) {
        return constant;
      }
      names.add(name);
    }
    throw wrong(
        key,
        "must be one of " + String.join(", ", names),
        node,
        Suggest.phrase(node.asText(), names));
  }

  /** A constant as a recipe writes it: {@code NOT_SET} is {@code not-set}. */
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /**
   * Numbers, and texts such as {@code 1e-4}, which YAML takes for texts since they lack a point.
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
      list(Recipe.yaml("[" + node.textValue() + "]", origin.apply(key)), element, key)
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
    if (type == String.class) {
      return "a text";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    return Map.of(
            int.class,
            "a whole number",
            Integer.class,
            "a whole number",
            long.class,
            "a whole number",
            Long.class,
            "a whole number")
        .getOrDefault(type, "a single value");
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

  /** A record's own refusal, which begins with the key of the value that it refuses. */
  private InputException outOfRange(
      String prefix, RecordComponent[] components, IllegalArgumentException refused) {
    String message = String.valueOf(refused.getMessage());
    String first = message.split("[ ,:]", 2)[0];
    boolean namesKey = Arrays.stream(components).map(Keys::of).anyMatch(first::equals);
    String key = namesKey ? Keys.join(prefix, first) : prefix;
    String text = namesKey ? Keys.join(prefix, message) : prefix + ": " + message;
    return new InputException(origin.apply(key) + ": " + text, refused);
  }
}
