package org.likeness.fuzz;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A valid input in parts.
 *
 * @param changed parts that are mutated, by name: a file's path in the input's folder, unless the
 *     format makes its files of them
 * @param fixed files that stay as they are, by their path in the input's folder
 */
record Sample(Map<String, byte[]> changed, Map<String, byte[]> fixed) {

  static Sample of(String name, byte[] bytes) {
    return new Sample(Map.of(name, bytes), Map.of());
  }

  /** The same input with another content of one part. */
  Sample with(String part, byte[] bytes) {
    Map<String, byte[]> parts = new LinkedHashMap<>(changed);
    parts.put(part, bytes);
    return new Sample(parts, fixed);
  }
}
