package org.likeness.recipe;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Locale;

/**
 * Names of record components as keys of a recipe: {@code checkpointEpochs} is {@code
 * checkpoint-epochs}.
 */
final class Keys {
  private Keys() {}

  static String of(RecordComponent component) {
    return kebab(component.getName());
  }

  static String kebab(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
  }

  /** A key as it was written, with {@code -} for {@code _}. */
  static String normal(String written) {
    return written.strip().replace('_', '-');
  }

  /** The parts of a key in full: {@code view.crop.min} has three. */
  static List<String> parts(String key) {
    return List.of(key.split("\\.", -1));
  }

  static String join(String prefix, String key) {
    return prefix.isEmpty() ? key : prefix + "." + key;
  }

  /**
   * The value of a component. The record must be visible to this package; nothing private is
   * opened.
   */
  static Object value(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalArgumentException(record.getClass().getName() + " is no public record", e);
    }
  }

  /** Adds the full keys of a value: its own, or those of its components where it is a record. */
  static void collect(String key, Object value, List<String> keys) {
    if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        collect(join(key, of(component)), value(component, record), keys);
      }
    } else {
      keys.add(key);
    }
  }
}
