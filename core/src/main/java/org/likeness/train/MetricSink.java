package org.likeness.train;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Metrics of one epoch by name, in the order in which listeners added them ({@code knn}, {@code
 * rank}), and warnings.
 */
public final class MetricSink {
  private final Map<String, Double> values = new LinkedHashMap<>();
  private final Set<String> shares = new HashSet<>();
  private final Map<String, List<Double>> intervals = new LinkedHashMap<>();
  private final Map<String, String> warnings = new LinkedHashMap<>();
  private int images;

  /** Adds a metric; each name once per epoch. */
  public void add(String name, double value) {
    if (values.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException("two metrics are named " + name);
    }
  }

  /** Like {@link #add}, for a share from 0 to 1 that is displayed in percent. */
  public void addShare(String name, double value) {
    add(name, value);
    shares.add(name);
  }

  /** Adds the 95 % interval of a metric that was added; each name once per epoch. */
  public void addInterval(String name, double low, double high) {
    if (!values.containsKey(name) || intervals.putIfAbsent(name, List.of(low, high)) != null) {
      throw new IllegalArgumentException(name + " is no metric, or has an interval");
    }
  }

  /** The lower and upper ends of the intervals, by the name of the metric. */
  public Map<String, List<Double>> intervals() {
    return Collections.unmodifiableMap(intervals);
  }

  /** Sets the number of images that the metrics are measured on. */
  public void measuredOn(int count) {
    images = count;
  }

  /** The number of images that the metrics are measured on; 0 if it is not known. */
  public int images() {
    return images;
  }

  /** The metrics added so far. */
  public Map<String, Double> values() {
    return Collections.unmodifiableMap(values);
  }

  /** True where the number of that name is a share from 0 to 1. */
  public boolean isShare(String name) {
    return shares.contains(name);
  }

  /**
   * Adds a sentence that the user should see: a {@link Warning} after the epoch, unless the run had
   * one of that kind.
   */
  public void warn(String kind, String message) {
    warnings.putIfAbsent(kind, message);
  }

  /** The warnings so far, by kind. */
  public Map<String, String> warnings() {
    return Collections.unmodifiableMap(warnings);
  }
}
