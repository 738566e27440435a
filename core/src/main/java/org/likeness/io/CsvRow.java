package org.likeness.io;

import java.util.List;

/**
 * One record of a CSV.
 *
 * @param line line on which it starts, from 1
 * @param values its fields, quotes removed
 */
public record CsvRow(int line, List<String> values) {
  public CsvRow {
    values = List.copyOf(values);
  }
}
