package org.likeness.recipe;

import java.util.List;
import org.likeness.option.OptionField;

/** Keys of a recipe, full or partial: {@code view.crop.min}. */
final class Keys {
  private Keys() {}

  /** A key as it was written, with {@code -} for {@code _}. */
  static String normal(String written) {
    return written.strip().replace('_', '-');
  }

  /** The parts of a full key: {@code view.crop.min} has three. */
  static List<String> parts(String key) {
    return List.of(key.split("\\.", -1));
  }

  static String join(String prefix, String key) {
    return prefix.isEmpty() ? key : prefix + "." + key;
  }

  /** Adds the full keys of a value: its own, or those of its components if it is a record. */
  static void collect(String key, Object value, List<String> keys) {
    if (value instanceof Record record) {
      for (OptionField field : OptionField.of(record.getClass())) {
        collect(join(key, field.key()), field.get(record), keys);
      }
    } else {
      keys.add(key);
    }
  }
}
