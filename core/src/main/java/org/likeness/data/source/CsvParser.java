package org.likeness.data.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.likeness.error.InputException;

/**
 * RFC 4180: fields parted by commas, records by line ends (CRLF, LF or CR), a field in double
 * quotes may hold commas, line ends and doubled quotes. Empty lines are skipped.
 */
final class CsvParser {
  private final Path file;
  private final String text;
  private int at;
  private int line = 1;

  CsvParser(Path file, String text) {
    this.file = file;
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  List<CsvRow> rows() {
    List<CsvRow> rows = new ArrayList<>();
    while (at < text.length()) {
      if (lineEnd()) {
        continue;
      }
      int first = line;
      List<String> values = new ArrayList<>();
      do {
        values.add(field(values.size() + 1));
      } while (comma());
      lineEnd();
      rows.add(new CsvRow(first, List.copyOf(values)));
    }
    return rows;
  }

  private String field(int column) {
    if (at < text.length() && text.charAt(at) == '"') {
      return quoted(column);
    }
    int from = at;
    while (at < text.length() && !endsField(text.charAt(at))) {
      at++;
    }
    return text.substring(from, at);
  }

  private String quoted(int column) {
    int opened = line;
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c != '"') {
        value.append(c);
        // A CR of a CRLF is not counted: its LF is.
        line += c == '\n' || c == '\r' && !at(at + 1, '\n') ? 1 : 0;
      } else if (at(at + 1, '"')) {
        value.append('"');
        at++;
      } else {
        at++;
        if (at < text.length() && !endsField(text.charAt(at))) {
          throw wrong(
              line,
              column,
              "text follows the closing quote; a quote inside a field is written twice");
        }
        return value.toString();
      }
    }
    throw wrong(opened, column, "the quote that opens here is never closed");
  }

  private static boolean endsField(char c) {
    return c == ',' || c == '\r' || c == '\n';
  }

  private boolean comma() {
    boolean comma = at(at, ',');
    at += comma ? 1 : 0;
    return comma;
  }

  private boolean lineEnd() {
    int length = at(at, '\n') ? 1 : at(at, '\r') ? at(at + 1, '\n') ? 2 : 1 : 0;
    at += length;
    line += length > 0 ? 1 : 0;
    return length > 0;
  }

  private boolean at(int position, char expected) {
    return position < text.length() && text.charAt(position) == expected;
  }

  private InputException wrong(int where, int column, String what) {
    return new InputException(file + ", line " + where + ", column " + column + ": " + what);
  }
}
