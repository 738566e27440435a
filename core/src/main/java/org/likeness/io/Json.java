package org.likeness.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JSON of all files of Likeness: doubles have enough digits to read back the same bits; NaN and
 * infinities are strings. Nesting and lengths have Jackson's limits.
 *
 * <p>Values are trees, or maps, lists, numbers, booleans and strings, written in their order.
 */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Pattern TWICE = Pattern.compile("Duplicate field ('.*?')");

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** On one line, without spaces. */
  public static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw notPlain(e);
    }
  }

  /** Indented, without a line end after the last brace. */
  public static String indented(Object value) {
    try {
      String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
      return text.replace("\r\n", "\n");
    } catch (JsonProcessingException e) {
      throw notPlain(e);
    }
  }

  /** Indented, with a line end: the content of a file. */
  public static String pretty(JsonNode node) {
    return indented(node) + "\n";
  }

  private static IllegalArgumentException notPlain(JsonProcessingException e) {
    return new IllegalArgumentException("not a plain value: " + e.getOriginalMessage(), e);
  }

  public static JsonNode parse(String text) throws JsonProcessingException {
    return MAPPER.readTree(text);
  }

  /** Parses bytes; a duplicate key, or anything after the value, is an error. */
  static JsonNode parseStrictly(byte[] text) throws IOException {
    return STRICT.readTree(text);
  }

  public static JsonNode read(Path file) throws IOException {
    return MAPPER.readTree(file.toFile());
  }

  /**
   * Why a text was refused, the words behind its name in a sentence: {@code is not valid JSON in
   * line 3}. The parser's own words name its classes.
   */
  public static String reason(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return "is nested too deeply or has a value that is too long";
    }
    int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    String where = line > 0 ? " in line " + line : "";
    Matcher twice = TWICE.matcher(e.getOriginalMessage());
    return twice.lookingAt()
        ? "defines " + twice.group(1) + " twice" + where
        : "is not valid JSON" + where;
  }

  /** A number, also {@code "NaN"} and {@code "Infinity"}. */
  public static double number(JsonNode node) {
    return node.isTextual() ? Double.parseDouble(node.textValue()) : node.doubleValue();
  }
}
