package org.likeness.search;

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

  /** Whether a text matches; takes at most their lengths multiplied. */
  static boolean matches(String value, String text) {
    int[] pattern = value.codePoints().toArray();
    int[] characters = text.codePoints().toArray();
    int at = 0;
    int p = 0;
    int afterStar = -1;
    int starEnds = 0; // where the text of the last * ends, for now
    while (at < characters.length) {
      if (p < pattern.length && pattern[p] == '*') {
        afterStar = ++p;
        starEnds = at;
      } else if (p < pattern.length && isMatch(pattern, p, characters[at])) {
        p += isEscape(pattern, p) ? 2 : 1;
        at++;
      } else if (afterStar >= 0) {
        p = afterStar;
        at = ++starEnds;
      } else {
        return false;
      }
    }
    while (p < pattern.length && pattern[p] == '*') {
      p++;
    }
    return p == pattern.length;
  }

  private static boolean isEscape(int[] pattern, int p) {
    return pattern[p] == '\\' && p + 1 < pattern.length;
  }

  private static boolean isMatch(int[] pattern, int p, int character) {
    return pattern[p] == '?' || pattern[isEscape(pattern, p) ? p + 1 : p] == character;
  }
}
