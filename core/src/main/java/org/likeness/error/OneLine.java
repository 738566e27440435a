package org.likeness.error;

/**
 * What a message quotes of the user's files, such as names and values, may hold anything; the
 * message stays one line of limited length.
 */
public final class OneLine {
  private static final int LONGEST = 1000;
  private static final int END = 300;

  private OneLine() {}

  /**
   * The text with control characters and line ends as escapes, {@code \n}; a text of more than 1000
   * characters without its middle.
   */
  public static String of(String text) {
    String line = text.codePoints().allMatch(OneLine::isShown) ? text : escaped(text);
    return line.length() <= LONGEST
        ? line
        : start(line, LONGEST - END) + " ... " + line.substring(end(line));
  }

  private static String start(String line, int length) {
    return line.substring(
        0, Character.isHighSurrogate(line.charAt(length - 1)) ? length - 1 : length);
  }

  private static int end(String line) {
    int from = line.length() - END;
    return Character.isLowSurrogate(line.charAt(from)) ? from + 1 : from;
  }

  private static String escaped(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isShown(c)) {
                line.appendCodePoint(c);
              } else {
                line.append(
                    switch (c) {
                      case '\n' -> "\\n";
                      case '\r' -> "\\r";
                      case '\t' -> "\\t";
                      default -> String.format("\\u%04x", c);
                    });
              }
            });
    return line.toString();
  }

  private static boolean isShown(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR
        && type != Character.SURROGATE;
  }
}
