package org.likeness.recipe;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A value at the top of a recipe that brings others along, as {@code method: instdisc} brings the
 * batch and the rate that suit it; see {@link Recipe#choose}.
 *
 * @param key such as {@code method}
 * @param value the one that counts in the recipe
 * @param brings the values that it brings along
 * @param own keys and sections at the top that belong to one value of the key: where a layer names
 *     another value, they are dropped with it
 * @param each the section in which a recipe says what differs for single values, {@code methods}
 *     with {@code methods.instdisc.train.epochs}; empty where there is none
 * @param aboveAll where a setting alone names the value: true to put what it brings above the whole
 *     recipe, false to put it right above the layers that name another value
 */
public record Choice(
    String key, String value, Recipe brings, List<String> own, String each, boolean aboveAll) {
  public Choice {
    requireNonNull(key, "key is null");
    requireNonNull(value, "value is null");
    requireNonNull(brings, "brings is null");
    requireNonNull(each, "each is null");
    own = List.copyOf(own);
  }
}
