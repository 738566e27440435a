package org.likeness.option;

import java.util.List;

/**
 * The description of an option for display.
 *
 * @param key as in a recipe; options of a nested record by their path, {@code crop.min}
 * @param value its default, or its value if a given record is described: a String, Boolean,
 *     Integer, Long, Double, or a List of these
 * @param type such as {@code whole number} or {@code list of numbers}
 * @param range such as {@code at least 1}, {@code in [0, 1)}; empty if all values are allowed
 * @param choices the allowed words if it is a choice; else empty
 * @param help a description in lower case without a full stop
 */
public record OptionInfo(
    String key, Object value, String type, String range, List<String> choices, String help) {
  public OptionInfo {
    choices = List.copyOf(choices);
  }

  /** A top-level value of a recipe, which is not in a record. */
  public static OptionInfo of(String key, Object value, String help) {
    return new OptionInfo(key, value, OptionValues.phrase(value.getClass()), "", List.of(), help);
  }

  /** The same option with the key of a section before its own. */
  public OptionInfo in(String section) {
    return new OptionInfo(section + "." + key, value, type, range, choices, help);
  }

  /** The first part of its key: {@code view} of {@code view.crop.min}; or empty. */
  public String section() {
    return key.substring(0, Math.max(0, key.indexOf('.')));
  }

  /** The same option with its key within its section. */
  public OptionInfo withoutSection() {
    return new OptionInfo(key.substring(key.indexOf('.') + 1), value, type, range, choices, help);
  }

  /** The value as in a recipe, without the brackets of a list. */
  public String valueText() {
    return OptionValues.text(value);
  }

  /** All allowed values: {@code positive number}; {@code softmax or nce}. */
  public String values() {
    if (!choices.isEmpty()) {
      int last = choices.size() - 1;
      String any =
          (last > 0 ? String.join(", ", choices.subList(0, last)) + " or " : "")
              + choices.get(last);
      return type.startsWith("list") ? "list of " + any : any;
    }
    if (range.isEmpty()) {
      return type;
    }
    if (range.startsWith("in ")) {
      return type + " " + range;
    }
    boolean list = type.startsWith("list");
    return range.equals("positive") && !list
        ? range + " " + type
        : type + ", " + (list ? "each " : "") + range;
  }
}
