package org.likeness.recipe;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A value at the top level of a recipe that sets defaults of other keys, as {@code method:
 * instdisc} sets the batch and the learning rate; see {@link Recipe#choose}.
 *
 * @param key such as {@code method}
 * @param value the value in effect
 * @param brings the values that it sets
 * @param own top-level keys and sections that belong to one value of the key: where a layer names
 *     another value, they are dropped
 * @param each the section for keys that apply to one value only, such as {@code methods} with
 *     {@code methods.instdisc.train.epochs}; empty if there is none
 * @param aboveAll if only a setting names the value: true to place the defaults above the whole
 *     recipe, false to place them directly above the layers that name another value
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
