package org.likeness.io;

import java.util.List;

/**
 * One record of a CSV.
 *
 * @param line where it begins, from 1
 * @param values its fields, quotes removed
 */
public record CsvRow(int line, List<String> values) {
  public CsvRow {
    values = List.copyOf(values);
  }
}
