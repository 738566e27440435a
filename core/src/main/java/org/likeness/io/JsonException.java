package org.likeness.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that is not JSON. The message has one line and follows {@code is}: {@code not valid JSON
 * (line 3)}.
 */
public final class JsonException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What a text beyond the parser's limits is; follows {@code is}. */
  public static final String BEYOND_LIMITS =
      "nested too deeply, or has a name or a value that is too long";

  private static final Pattern TWICE = Pattern.compile("Duplicate field ('.*?')");

  JsonException(JsonProcessingException cause) {
    super(message(cause), cause);
  }

  private static String message(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return "JSON that is " + BEYOND_LIMITS;
    }
    int line = e.getLocation() == null ? -1 : e.getLocation().getLineNr();
    String place = line > 0 ? " (line " + line + ")" : "";
    Matcher twice = TWICE.matcher(e.getOriginalMessage());
    return "not valid JSON"
        + place
        + (twice.lookingAt() ? ": " + twice.group(1) + " is defined twice" : "");
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
