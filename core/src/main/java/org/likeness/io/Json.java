package org.likeness.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;

/**
 * JSON as all of Likeness reads and writes it: doubles with all the digits that bring back the same
 * bits, and NaN and infinities as texts. Nesting and lengths are limited as Jackson limits them.
 *
 * <p>What is written is a tree, or maps, lists, numbers, truth values and texts, in their order.
 */
public final class Json {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

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

  /** Parses bytes and refuses a key that occurs twice and anything after the value. */
  static JsonNode parseStrictly(byte[] text) throws IOException {
    return STRICT.readTree(text);
  }

  public static JsonNode read(Path file) throws IOException {
    return MAPPER.readTree(file.toFile());
  }

  /** A number, also {@code "NaN"} and {@code "Infinity"}. */
  public static double number(JsonNode node) {
    return node.isTextual() ? Double.parseDouble(node.textValue()) : node.doubleValue();
  }
}
