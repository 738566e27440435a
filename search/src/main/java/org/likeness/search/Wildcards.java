package org.likeness.search;

import java.util.regex.Pattern;

/** Values of filters with {@code *}, {@code ?} and the backslash, as Lucene understands them. */
final class Wildcards {
  private Wildcards() {}

  /** Whether a value stands for several. */
  static boolean has(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '*' || c == '?') {
        return true;
      }
    }
    return false;
  }

  /** A value without wildcards, as it is in the index. */
  static String literal(String value) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\\' && i + 1 < value.length()) {
        c = value.charAt(++i);
      }
      text.append(c);
    }
    return text.toString();
  }

  /** A text as a value that stands for itself alone. */
  static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("*", "\\*").replace("?", "\\?");
  }

  /** Whether a text matches. */
  static boolean matches(String value, String text) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '*') {
        pattern.append(".*");
      } else if (c == '?') {
        pattern.append('.');
      } else {
        if (c == '\\' && i + 1 < value.length()) {
          c = value.charAt(++i);
        }
        pattern.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(text).matches();
  }
}
