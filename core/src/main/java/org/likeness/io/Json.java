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
import org.likeness.error.InputFile;

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

  /**
   * Parses a text.
   *
   * @throws JsonException where it is not JSON, or nested too deeply
   */
  public static JsonNode parse(String text) throws JsonException {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new JsonException(e);
    }
  }

  /** Parses bytes; a duplicate key, or anything after the value, is an error. */
  static JsonNode parseStrictly(byte[] text) throws IOException {
    try {
      return STRICT.readTree(text);
    } catch (JsonProcessingException e) {
      throw new JsonException(e);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException where it cannot be read or is not a file; a {@link JsonException} if it is
   *     not JSON
   */
  public static JsonNode read(Path file) throws IOException {
    InputFile.check(file);
    try {
      return MAPPER.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new JsonException(e);
    }
  }

  /** A number, also {@code "NaN"} and {@code "Infinity"}. */
  public static double number(JsonNode node) {
    return node.isTextual() ? Double.parseDouble(node.textValue()) : node.doubleValue();
  }
}
