package org.likeness.search;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A row of an index: an image.
 *
 * @param number 0 to the number of rows - 1, by table and by index; valid in one state of the index
 *     ({@link IndexView#version}): after a refresh it may be another row's
 * @param table name of its table in the index
 * @param index of the image in the data set that the table was made from
 * @param id of the image, the relative path in a folder of images
 * @param label name of its class
 * @param attributes other columns by name, in the order of their names
 */
public record IndexRow(
    int number,
    String table,
    int index,
    String id,
    Optional<String> label,
    Map<String, String> attributes) {
  public IndexRow {
    requireNonNull(table, "table is null");
    requireNonNull(id, "id is null");
    requireNonNull(label, "label is null");
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
  }
}
