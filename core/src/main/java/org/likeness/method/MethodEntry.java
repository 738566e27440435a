package org.likeness.method;

import static java.util.Objects.requireNonNull;

import java.util.function.BiFunction;
import org.likeness.option.OptionRecords;

/**
 * One line of the list of methods.
 *
 * @param <O> its options
 * @param name as a recipe and the command line write it
 * @param title as people write it
 * @param paper authors, venue, year, arXiv number
 * @param description one line for a list
 * @param defaults the options where a recipe says nothing
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
   * Builds the method with options that were bound elsewhere.
   *
   * @throws IllegalArgumentException where they are another method's, or a value is out of range
   */
  @SuppressWarnings("unchecked") // checked by the line before
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
