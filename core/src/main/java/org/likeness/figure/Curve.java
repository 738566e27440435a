package org.likeness.figure;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One line of a chart.
 *
 * @param name in the legend
 * @param x such as epochs, rising and finite
 * @param y one value for each x, finite
 */
public record Curve(String name, List<Double> x, List<Double> y) {
  public Curve {
    requireNonNull(name, "name is null");
    x = List.copyOf(x);
    y = List.copyOf(y);
    if (x.size() != y.size() || x.isEmpty()) {
      throw new IllegalArgumentException(
          name
              + " must have equal numbers of x and y, at least one, but has "
              + x.size()
              + " and "
              + y.size());
    }
    if (Stream.concat(x.stream(), y.stream()).anyMatch(value -> !Double.isFinite(value))) {
      throw new IllegalArgumentException(name + " has a value that is not finite");
    }
  }

  /**
   * Makes a curve from the events of a run that have both values, in their order. Empty where none
   * has.
   *
   * @param events lines of a metrics file
   * @param xKey such as {@code epoch}
   * @param yKey such as {@code loss}; values that are not finite are left out
   */
  public static java.util.Optional<Curve> of(
      String name, Iterable<JsonNode> events, String xKey, String yKey) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (JsonNode event : events) {
      if (event.path(xKey).isNumber()
          && event.path(yKey).isNumber()
          && Double.isFinite(event.path(xKey).doubleValue())
          && Double.isFinite(event.path(yKey).doubleValue())) {
        x.add(event.path(xKey).doubleValue());
        y.add(event.path(yKey).doubleValue());
      }
    }
    return x.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(new Curve(name, x, y));
  }
}
