package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;
import org.likeness.error.InputException;
import org.likeness.error.Suggest;

/**
 * Which network of a run is meant: what follows the {@code @} of {@code RUN@best}.
 *
 * @param text {@code best}, {@code last}, {@code untrained}, the number of an epoch whose
 *     checkpoint is kept, or empty for the run's encoder
 */
public record NetworkName(String text) {
  private static final List<String> WORDS = List.of("best", "last", "untrained");

  /** The encoder that the run ended with. */
  public static final NetworkName ENCODER = new NetworkName("");

  /** The network after the last step. */
  public static final NetworkName LAST = new NetworkName("last");

  /** The network after the best epoch. */
  public static final NetworkName BEST = new NetworkName("best");

  /** The network before the first step. */
  public static final NetworkName UNTRAINED = new NetworkName("untrained");

  /**
   * Checks the name.
   *
   * @throws InputException if it is none of these
   */
  public NetworkName {
    requireNonNull(text, "text is null");
    if (!text.isEmpty() && !WORDS.contains(text) && !text.matches("[1-9]\\d{0,8}")) {
      String near = text.equals("0") ? ", did you mean untrained?" : Suggest.phrase(text, WORDS);
      throw new InputException(
          "a run has no network '"
              + text
              + "'"
              + (near.isEmpty()
                  ? ": choose one of @best, @last, @untrained, or the number of an epoch, such as @12"
                  : near));
    }
  }

  /** The network after an epoch, from 1. */
  public static NetworkName epoch(int number) {
    return new NetworkName(Integer.toString(number));
  }

  /** The number of the epoch, if that is its name. */
  OptionalInt number() {
    return text.isEmpty() || WORDS.contains(text)
        ? OptionalInt.empty()
        : OptionalInt.of(Integer.parseInt(text));
  }

  /** With the {@code @} in front, for names of files; empty for the run's encoder. */
  public String suffix() {
    return text.isEmpty() ? "" : "@" + text;
  }
}
