package org.likeness.method;

import static java.util.Objects.requireNonNull;

import java.util.function.BiFunction;
import org.likeness.option.OptionRecords;

/**
 * An entry in the list of methods.
 *
 * @param <O> type of its options
 * @param name name in recipes and on the command line
 * @param title name for display
 * @param paper authors, venue, year, arXiv number
 * @param description one line for a list
 * @param defaults the options that apply unless a recipe sets others
 * @param factory builds the method, outside any scope
 */
public record MethodEntry<O extends Record>(
    String name,
    String title,
    String paper,
    String description,
    O defaults,
    BiFunction<Ingredients, O, Method> factory) {
  public MethodEntry {
    requireNonNull(name, "name is null");
    requireNonNull(title, "title is null");
    requireNonNull(paper, "paper is null");
    requireNonNull(description, "description is null");
    requireNonNull(defaults, "defaults is null");
    requireNonNull(factory, "factory is null");
  }

  /**
   * Builds the method with options of unknown type.
   *
   * @throws IllegalArgumentException if they belong to another method, or a value is out of range
   */
  @SuppressWarnings("unchecked") // checked above
  public Method create(Ingredients in, Record options) {
    if (!defaults.getClass().isInstance(options)) {
      throw new IllegalArgumentException(
          name
              + " takes "
              + defaults.getClass().getName()
              + " but was given "
              + options.getClass().getName());
    }
    return factory.apply(in, OptionRecords.check((O) options));
  }
}
