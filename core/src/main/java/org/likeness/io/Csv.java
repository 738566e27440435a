package org.likeness.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.likeness.error.InputException;

/**
 * CSV by RFC 4180: fields are separated by commas, records by line ends (CRLF, LF or CR); a field
 * in double quotes may contain commas, line ends and doubled quotes. Blank lines are skipped.
 */
public final class Csv {
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final CsvSchema LINE_FEEDS = CsvSchema.emptySchema().withLineSeparator("\n");
  private static final CsvFactory FACTORY =
      CsvFactory.builder()
          .enable(CsvParser.Feature.WRAP_AS_ARRAY)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
          .build();

  private Csv() {}

  /**
   * Parses all records of a text.
   *
   * @param source its name in messages: a file
   * @throws InputException if a quote is not closed or text follows a closing quote; the message
   *     has line and column
   */
  public static List<CsvRow> parse(String text, String source) {
    List<CsvRow> rows = new ArrayList<>();
    List<String> values = new ArrayList<>();
    int line = 1; // where the record starts
    int field = 1; // where the next field starts
    try (CsvParser parser =
        FACTORY.createParser(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text)) {
      try {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
          if (token == JsonToken.VALUE_STRING) {
            line = values.isEmpty() ? parser.currentTokenLocation().getLineNr() : line;
            values.add(parser.getText());
          } else if (token == JsonToken.END_ARRAY && !values.isEmpty()) {
            rows.add(new CsvRow(line, values));
            values.clear();
          }
          field = parser.currentLocation().getLineNr();
        }
      } catch (JsonProcessingException e) {
        boolean open = e.getOriginalMessage().startsWith("Missing closing quote");
        boolean known = !open && e.getLocation() != null;
        String place = "line " + (known ? e.getLocation().getLineNr() : field);
        throw new InputException(
            source + ", " + place + ", column " + (values.size() + 1) + ": " + reason(e, open), e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen: the text is in memory
    }
    return rows;
  }

  private static String reason(JsonProcessingException e, boolean open) {
    if (open) {
      return "a quote that starts here is not closed";
    }
    return e.getOriginalMessage().startsWith("Unexpected character")
        ? "text follows the closing quote: double each quote inside a field"
        : "the field cannot be read, or is too long";
  }

  /** One record with a line feed at its end; fields are quoted if necessary. */
  public static String line(List<String> values) {
    StringWriter line = new StringWriter();
    try (CsvGenerator generator = FACTORY.createGenerator(line)) {
      generator.setSchema(LINE_FEEDS);
      generator.writeStartArray();
      for (String value : values) {
        generator.writeString(value);
      }
      generator.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // cannot happen: the text is in memory
    }
    return line.toString();
  }
}
