package org.likeness.nn;

import java.util.Map;
import org.likeness.random.RandomStream;

/** Heads by their {@link Head#description()}. */
public final class Heads {
  private Heads() {}

  /**
   * A head of the described kind with new values.
   *
   * @throws IllegalArgumentException where the description is not one that a head here gives
   */
  public static Head create(Map<String, String> description, RandomStream random) {
    String kind = description.getOrDefault("head", "");
    return switch (kind) {
      case "linear" ->
          new LinearHead(number(description, "head-in"), number(description, "head-out"), random);
      case "identity" -> new IdentityHead(number(description, "head-in"));
      default ->
          throw new IllegalArgumentException(
              "head must be linear or identity but is '" + kind + "'");
    };
  }

  private static int number(Map<String, String> description, String key) {
    String text = description.getOrDefault(key, "");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(key + " must be a whole number but is '" + text + "'", e);
    }
  }
}
