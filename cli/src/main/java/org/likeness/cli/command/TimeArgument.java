package org.likeness.cli.command;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.likeness.error.InputException;

/** A time on the command line: {@code 90s}, {@code 30m}, {@code 2h}, {@code 1h30m}. */
final class TimeArgument {
  private static final Pattern FORM =
      Pattern.compile("(?:(\\d{1,4})h)?(?:(\\d{1,6})m)?(?:(\\d{1,8})s)?");

  private TimeArgument() {}

  /**
   * Reads it.
   *
   * @throws InputException if it has another form
   */
  static Duration parse(String text) {
    Matcher parts = FORM.matcher(text.strip());
    if (!parts.matches() || text.isBlank()) {
      throw new InputException(
          "--budget must be a time such as 30m, 2h or 1h30m but is '" + text + "'");
    }
    return Duration.ofHours(number(parts.group(1)))
        .plusMinutes(number(parts.group(2)))
        .plusSeconds(number(parts.group(3)));
  }

  private static long number(@org.jspecify.annotations.Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
