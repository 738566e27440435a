package org.likeness.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Metrics of one epoch by name, in the order in which listeners added them: {@code knn}, {@code
 * spread}.
 */
public final class MetricSink {
  private final Map<String, Double> values = new LinkedHashMap<>();

  /** Adds a metric; each name once per epoch. */
  public void add(String name, double value) {
    if (values.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException("two metrics are named " + name);
    }
  }

  /** The metrics added so far. */
  public Map<String, Double> values() {
    return Collections.unmodifiableMap(values);
  }
}
