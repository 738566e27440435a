package org.likeness.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.likeness.random.RandomStream;

/**
 * Changes a text by its tokens and lines: values, nesting, quotes, long lines, characters that are
 * none. The text is treated as bytes, one character each.
 */
final class TextMutator {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z_]+|[-+]?\\d[\\d.eE+-]*|[^\\w\\s]");
  private static final List<String> VALUES =
      List.of(
          "0",
          "-1",
          "1",
          "1000",
          "100000",
          "2147483648",
          "-9223372036854775809",
          "1e999",
          "1e-4",
          "0.5",
          "NaN",
          "0x7fffffffffffffffff",
          "9".repeat(1500),
          "null",
          "true",
          "~",
          "",
          "\"\"",
          "[]",
          "{}",
          "[1, 2]",
          "{a: 1}",
          "*a",
          "&a b",
          "!!binary x",
          "!x y",
          "a.b.c",
          "../x",
          "C:\\x",
          "# x",
          "%");
  private static final List<String> BRACKETS =
      List.of(
          "[", "{", "(", "\"", "'", "- ", "{a: ", "{\"a\":", "[{", "]", "}", "\n ", "? ", "&a ");
  private static final List<Integer> DEPTHS = List.of(1, 2, 20, 200, 2000, 20_000);
  private static final List<String> CHARACTERS =
      List.of(
          "\0",
          "\u001b[31m",
          "\u0007",
          "\r",
          "\r\n",
          "\t",
          "\n\n",
          "\u00c0\u0080", // NUL in two bytes, which UTF-8 forbids
          "\u00ff\u00fe",
          "\u00ed\u00a0\u0080", // half of a surrogate pair
          "\u00ef\u00bb\u00bf", // byte-order mark
          "\u00e2\u0080\u00a8", // line separator
          "\u00c2\u0085", // next line
          "\u00f0\u009f\u0098\u0080", // a character of four bytes
          "\u0080");

  private final RandomStream random;

  TextMutator(RandomStream random) {
    this.random = random;
  }

  byte[] change(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String changed =
        switch (random.nextInt(8)) {
          case 0, 1 -> withToken(text, pick(VALUES));
          case 2 -> withToken(text, other(text));
          case 3 -> inserted(text, pick(BRACKETS).repeat(pick(DEPTHS)));
          case 4 -> inserted(text, pick(CHARACTERS));
          case 5 -> withToken(text, (other(text) + " ").repeat(pick(DEPTHS)));
          case 6 -> lines(text);
          default -> text.replace(other(text), random.chance(0.5) ? "" : pick(VALUES));
        };
    return changed.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** One token replaced. */
  private String withToken(String text, String by) {
    List<MatchResult> tokens = TOKEN.matcher(text).results().toList();
    if (tokens.isEmpty()) {
      return by;
    }
    MatchResult token = pick(tokens);
    return text.substring(0, token.start()) + by + text.substring(token.end());
  }

  /** A token of the text. */
  private String other(String text) {
    List<MatchResult> tokens = TOKEN.matcher(text).results().toList();
    return tokens.isEmpty() ? "x" : pick(tokens).group();
  }

  private String inserted(String text, String piece) {
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at) + piece + text.substring(at);
  }

  /** One line removed, repeated, moved or indented. */
  private String lines(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)", -1)));
    String line = lines.remove(random.nextInt(lines.size()));
    int to = random.nextInt(lines.size() + 1);
    switch (random.nextInt(4)) {
      case 0 -> {}
      case 1 -> {
        lines.add(to, line);
        lines.add(to, line);
      }
      case 2 -> lines.add(to, line);
      default -> lines.add(to, "  " + line);
    }
    return String.join("", lines);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
