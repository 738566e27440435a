package org.likeness.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.io.Json;
import org.likeness.io.JsonException;

/**
 * The result of an evaluation: only a JSON object, so that a report read from a file is complete.
 * It is equal to the report that its text is parsed to.
 *
 * @param json with the keys {@code evaluation} (its name), {@code images} (number of images
 *     measured), {@code protocol} (what the results depend on, as one phrase), and the evaluation's
 *     own
 */
public record Report(JsonNode json) {
  /** The epoch where there is no network. */
  static final String NO_EPOCH = "none";

  private static final String EVALUATION = "evaluation";
  private static final String METHOD = "method";
  private static final String RUN = "run";
  private static final String PROTOCOL = "protocol";

  public Report {
    json = readBack(json);
    require(json.path(EVALUATION).isTextual(), "evaluation must be a text");
    require(json.path("images").isInt(), "images must be a whole number");
    require(json.path(PROTOCOL).isTextual(), "protocol must be a text");
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

  /**
   * Reads the report in a file.
   *
   * @throws InputException if it cannot be read, or is no report
   */
  public static Report read(Path file) {
    try {
      return new Report(Json.read(file));
    } catch (IllegalArgumentException | JsonException e) {
      throw new InputException(
          file + " is not the report of an evaluation: choose a file of RUN/evaluations", e);
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
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
    return with(key, TextNode.valueOf(value));
  }

  /** This report with one more key. */
  public Report with(String key, JsonNode value) {
    ObjectNode more = json.deepCopy();
    more.set(key, value);
    return new Report(more);
  }

  /**
   * This report with the epoch of the network as the key {@code epoch}, and in the protocol of a
   * network that does not name it.
   *
   * @param epoch see {@link Subject}
   */
  Report of(String epoch) {
    String phrase = phrase(epoch);
    ObjectNode more = json.deepCopy();
    more.put("epoch", epoch);
    if (!epoch.equals(NO_EPOCH) && !protocol().contains(phrase)) {
      more.put(PROTOCOL, protocol() + ", " + phrase);
    }
    return new Report(more);
  }

  /** The epoch of a network as a phrase for protocols: {@code epoch 12}, {@code best epoch}. */
  public static String phrase(String epoch) {
    return switch (epoch) {
      case "untrained" -> "untrained network";
      case NO_EPOCH -> "no network";
      default -> Character.isDigit(epoch.charAt(0)) ? "epoch " + epoch : epoch + " epoch";
    };
  }

  /** Name of the evaluation. */
  public String evaluation() {
    return json.path(EVALUATION).textValue();
  }

  /** Number of images measured. */
  public int images() {
    return json.path("images").intValue();
  }

  /** The text below a figure: method and run if the report names them, then the protocol. */
  public String caption() {
    String method = json.path(METHOD).asText("");
    return method.isEmpty()
        ? protocol()
        : "%s (%s): %s".formatted(method, json.path(RUN).asText(), protocol());
  }

  /** This report with the title of a method and the name of a run. */
  public Report of(String method, String run) {
    return with(METHOD, method).with(RUN, run);
  }

  /** What the results depend on, as one phrase. */
  public String protocol() {
    return json.path(PROTOCOL).textValue();
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
