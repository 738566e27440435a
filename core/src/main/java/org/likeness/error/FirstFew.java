package org.likeness.error;

import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Lists in messages, which stay short. */
public final class FirstFew {
  private FirstFew() {}

  /** The first items, {@code a, b, c}, with {@code , ...} at the end if there are more. */
  public static String of(Collection<String> items, int shown) {
    return of(items, shown, item -> item);
  }

  /**
   * As {@link #of(Collection, int)}.
   *
   * @param text of an item
   */
  public static <T> String of(Collection<T> items, int shown, Function<T, String> text) {
    return items.stream().limit(shown).map(text).collect(Collectors.joining(", "))
        + (items.size() > shown ? ", ..." : "");
  }
}
