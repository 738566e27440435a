package org.likeness.option;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Converts values of options to text and back. */
public final class OptionValues {
  private OptionValues() {}

  /** A component's name as a key in a recipe: {@code weight-decay} for {@code weightDecay}. */
  static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  /** A choice as written in a recipe: {@code random-resized} for {@code RANDOM_RESIZED}. */
  public static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All choices of an enum, as written in a recipe. */
  public static List<String> names(Class<?> type) {
    return Arrays.stream(type.getEnumConstants()).map(c -> name((Enum<?>) c)).toList();
  }

  /** The choices if the type, or the element type of a list, is an enum; else empty. */
  static List<String> choices(Type type) {
    if (type instanceof ParameterizedType generic) {
      return choices(generic.getActualTypeArguments()[0]);
    }
    return type instanceof Class<?> plain && plain.isEnum() ? names(plain) : List.of();
  }

  /** The choice of that name; case and {@code _} or {@code -} do not matter. */
  public static <E> Optional<E> named(String name, Class<E> type) {
    String wanted = name.strip().replace('_', '-');
    return Arrays.stream(type.getEnumConstants())
        .filter(c -> name((Enum<?>) c).equalsIgnoreCase(wanted))
        .findFirst();
  }

  /**
   * The choice of that name.
   *
   * @param key of the option, the beginning of the message
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  public static <E extends Enum<E>> E choice(String key, String name, Class<E> type) {
    return named(name, type)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    key + " must be one of " + String.join(", ", names(type)) + " but is " + name));
  }

  /** The description of a type: {@code whole number}, {@code list of numbers}. */
  public static String phrase(Type type) {
    if (type instanceof ParameterizedType generic) {
      String element = phrase(generic.getActualTypeArguments()[0]);
      return generic.getRawType() == List.class
          ? "list of " + element + "s"
          : element + " or empty";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == double.class || type == Double.class) {
      return "number";
    }
    if (type == String.class) {
      return "text";
    }
    return type instanceof Class<?> plain && plain.isEnum() ? "choice" : "whole number";
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException if the text is not a value of that type
   */
  static Object parse(String text, Type type) {
    if (type instanceof ParameterizedType generic) {
      Type element = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Optional.class) {
        return text.isEmpty() ? Optional.empty() : Optional.of(parse(text, element));
      }
      if (generic.getRawType() == List.class) {
        List<Object> values = new ArrayList<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
          values.add(parse(part.strip(), element));
        }
        return List.copyOf(values);
      }
    }
    if (type == String.class) {
      return text;
    }
    if (type == int.class || type == Integer.class) {
      return Integer.parseInt(text);
    }
    if (type == long.class || type == Long.class) {
      return Long.parseLong(text);
    }
    if (type == double.class || type == Double.class) {
      return Double.parseDouble(text);
    }
    if ((type == boolean.class || type == Boolean.class) && text.matches("true|false")) {
      return Boolean.parseBoolean(text);
    }
    if (type instanceof Class<?> plain && plain.isEnum()) {
      Optional<?> constant = named(text, plain);
      if (constant.isPresent()) {
        return constant.get();
      }
    }
    throw new IllegalArgumentException("'" + text + "' is not a " + type.getTypeName());
  }

  /** A value for display: {@code 0.0005}, {@code cosine-epoch}, {@code 1, 5, 20}. */
  public static String text(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(OptionValues::text).collect(Collectors.joining(", "));
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(OptionValues::text).orElse("");
    }
    if (value instanceof Enum<?> constant) {
      return name(constant);
    }
    return value instanceof Double number ? number(number) : String.valueOf(value);
  }

  /**
   * The shortest decimal text that reads back as the same number, without an exponent for numbers
   * of usual size.
   */
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0";
    }
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    double size = Math.abs(value);
    return size >= 1e-6 && size < 1e9
        ? digits.toPlainString()
        : digits.toString().replace("E", "e");
  }
}
