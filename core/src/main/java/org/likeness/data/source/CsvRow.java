package org.likeness.data.source;

import java.util.List;

/**
 * One record of a CSV.
 *
 * @param line where it begins, from 1
 * @param values its fields, quotes removed
 */
record CsvRow(int line, List<String> values) {}
