package org.likeness.fuzz;

import java.util.Optional;
import java.util.regex.Pattern;
import org.likeness.error.LikenessException;
import org.likeness.image.ImageException;

/** What a refusal must be: an exception that is meant for the user, with one sentence. */
final class Refusal {
  /** Names of classes, and places in a text as parsers print them. */
  private static final Pattern INTERNAL =
      Pattern.compile("\\w(Exception|Error)\\b|\\b(com|org|java|javax)\\.\\w+\\.\\w|\\[Source");

  private static final int LONGEST = 1200;

  private Refusal() {}

  /** What is wrong with the way in which an input was refused; empty where nothing is. */
  static Optional<String> fault(Throwable thrown) {
    return thrown instanceof LikenessException || thrown instanceof ImageException
        ? fault(String.valueOf(thrown.getMessage()))
        : Optional.of("it is no refusal but " + thrown);
  }

  /** What is wrong with the sentence of a refusal. */
  static Optional<String> fault(String message) {
    if (message.isBlank() || message.equals("null") || message.endsWith(": null")) {
      return Optional.of("it says nothing: " + message);
    }
    if (message.length() > LONGEST) {
      return Optional.of("it is " + message.length() + " characters long: " + start(message));
    }
    if (message.codePoints().anyMatch(Refusal::breaksTheLine)) {
      return Optional.of("it is not one line of text: " + start(message));
    }
    if (message.matches(".*[A-Za-z]{2} [A-Za-z]{2,}\\.")) {
      return Optional.of("it ends in a full stop: " + start(message));
    }
    return INTERNAL.matcher(message).find()
        ? Optional.of("it speaks of the program's inside: " + start(message))
        : Optional.empty();
  }

  /** Fails where the sentence with which a part of an input was refused is none. */
  static void check(String message) {
    fault(message)
        .ifPresent(
            fault -> {
              throw new AssertionError(fault);
            });
  }

  private static boolean breaksTheLine(int c) {
    int type = Character.getType(c);
    return Character.isISOControl(c)
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private static String start(String message) {
    return message.length() <= LONGEST ? message : message.substring(0, 200) + "...";
  }
}
