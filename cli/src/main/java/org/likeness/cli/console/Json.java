package org.likeness.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Map;

/**
 * Objects as JSON text. A class of its own, so that the JSON library is loaded by those who ask for
 * JSON only.
 */
final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Json() {}

  /** Maps, lists, numbers, truth values and strings, in their order. */
  static String of(Map<String, ?> object) {
    try {
      return MAPPER.writeValueAsString(object).replace("\r\n", "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a plain object: " + e.getOriginalMessage(), e);
    }
  }
}
