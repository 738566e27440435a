package org.likeness.recipe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.List;
import org.likeness.error.InputException;
import org.likeness.io.JsonException;

/** Reads YAML as trees, with errors of one line. */
public final class YamlReader {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private YamlReader() {}

  /** Parses YAML; {@code origin} begins the message if it is not valid. */
  public static JsonNode read(String text, String origin) {
    try {
      JsonNode node = YAML.readTree(text);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? -1 : e.getLocation().getLineNr();
      String where = line > 0 ? " in line " + line : "";
      throw new InputException(origin + " is not valid YAML" + where + ": " + reason(e), e);
    }
  }

  /**
   * The parser's reason in one line: the last of its lines that is not indented, as places and
   * excerpts are.
   */
  private static String reason(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return "it is " + JsonException.BEYOND_LIMITS;
    }
    List<String> words =
        e.getOriginalMessage().lines().filter(line -> line.matches("[^\\s].*")).toList();
    String reason = words.isEmpty() ? "it cannot be read" : words.get(words.size() - 1);
    reason = reason.replaceFirst(", got this instead: .*", "");
    return shorten(reason.replaceFirst("Duplicate field '(.*?)' for .*", "$1 is defined twice"));
  }

  static String shorten(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
