package org.likeness.cli.command;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** An options record as a recipe writes it: keys in kebab-case, records within by their path. */
final class Defaults {
  private Defaults() {}

  static Map<String, Object> of(Record options) {
    Map<String, Object> flat = new LinkedHashMap<>();
    collect("", options, flat);
    return flat;
  }

  private static void collect(String prefix, Record options, Map<String, Object> flat) {
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      String key =
          prefix
              + component
                  .getName()
                  .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                  .toLowerCase(Locale.ROOT);
      Object value = value(options, component);
      if (value instanceof Record inner) {
        collect(key + ".", inner, flat);
      } else if (value instanceof Enum<?> constant) {
        flat.put(key, constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
      } else {
        flat.put(key, value);
      }
    }
  }

  private static Object value(Record options, RecordComponent component) {
    try {
      return component.getAccessor().invoke(options);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(options.getClass().getName() + " is no public record", e);
    }
  }
}
