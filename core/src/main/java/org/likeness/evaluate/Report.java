package org.likeness.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.likeness.io.Json;

/**
 * The result of an evaluation: only a JSON object, so that a report read from a file is complete.
 * It is equal to the report that its text is parsed to.
 *
 * @param json with the keys {@code evaluation} (its name), {@code images} (number of images
 *     measured), {@code protocol} (what the results depend on, as one phrase), and the evaluation's
 *     own
 */
public record Report(JsonNode json) {
  private static final String EVALUATION = "evaluation";

  public Report {
    json = readBack(json);
    require(json.path(EVALUATION).isTextual(), "evaluation must be a text");
    require(json.path("images").isInt(), "images must be a whole number");
    require(json.path("protocol").isTextual(), "protocol must be a text");
  }

  /**
   * A new report.
   *
   * @param evaluation its name
   * @param body all other keys and values
   */
  public static Report of(String evaluation, ObjectNode body) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(EVALUATION, evaluation);
    json.setAll(body);
    return new Report(json);
  }

  /** Converts numbers to the types that they have after writing and reading. */
  private static JsonNode readBack(JsonNode json) {
    try {
      return Json.parse(Json.line(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("a report's " + what);
    }
  }

  /** This report with one more key, such as the hash of the encoder. */
  public Report with(String key, String value) {
    ObjectNode more = json.deepCopy();
    return new Report(more.put(key, value));
  }

  /** Name of the evaluation. */
  public String evaluation() {
    return json.path(EVALUATION).textValue();
  }

  /** Number of images measured. */
  public int images() {
    return json.path("images").intValue();
  }

  /** What the results depend on, as one phrase. */
  public String protocol() {
    return json.path("protocol").textValue();
  }

  /** A number of the report by its key. */
  public double number(String key) {
    return Json.number(json.path(key));
  }

  /** The report without the evaluation's name, for a context that has the name. */
  public ObjectNode body() {
    ObjectNode body = json.deepCopy();
    body.remove(EVALUATION);
    return body;
  }
}
