package org.likeness.server.studio;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;
import org.likeness.io.Json;
import org.likeness.server.Refusal;

/** What handlers read from requests and write to answers. */
final class Answers {
  /** A browser may keep it but must ask whether it is still the same. */
  private static final String ASKED_AGAIN = "private, no-cache";

  private static final int NOT_MODIFIED = 304;

  private Answers() {}

  static void json(Context context, JsonNode node) {
    context.contentType("application/json").result(Json.line(node));
  }

  static void bytes(Context context, byte[] bytes) {
    context.contentType("application/octet-stream").result(bytes);
  }

  /** A picture, or 304 if the browser has it: what is at an address may change. */
  static void picture(Context context, Picture picture) {
    context.header("Cache-Control", ASKED_AGAIN).header("ETag", picture.tag());
    if (picture.tag().equals(context.header("If-None-Match"))) {
      context.status(NOT_MODIFIED);
    } else {
      context.contentType(picture.type()).result(picture.bytes());
    }
  }

  /**
   * A whole number of the query.
   *
   * @throws Refusal where it is none, or out of range (400)
   */
  static int number(Context context, String name, int fallback, int least, int most) {
    return number(name, context.queryParam(name), fallback, least, most);
  }

  /** A whole number of the path. */
  static int pathNumber(Context context, String name) {
    return number(name, context.pathParam(name), 0, 0, Integer.MAX_VALUE);
  }

  private static int number(String name, @Nullable String text, int fallback, int least, int most) {
    if (text == null || text.isEmpty()) {
      return fallback;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new Refusal(
        Refusal.BAD_REQUEST,
        "%s must be a whole number from %,d to %,d but is '%s'".formatted(name, least, most, text));
  }

  /**
   * A text of the query.
   *
   * @throws Refusal where it is missing (400)
   */
  static String text(Context context, String name) {
    String text = context.queryParam(name);
    if (text == null || text.isEmpty()) {
      throw new Refusal(Refusal.BAD_REQUEST, "the request needs a value of " + name);
    }
    return text;
  }
}
