package org.likeness.method;

import static java.util.Objects.requireNonNull;

import java.util.function.BiFunction;
import org.likeness.features.FeatureKind;
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
 * @param features those of its encoder that are usually evaluated: head or backbone
 * @param dropsPaths true if it hands its backbone random numbers to leave out branches by ({@code
 *     backbone.vit.drop-path})
 */
public record MethodEntry<O extends Record>(
    String name,
    String title,
    String paper,
    String description,
    O defaults,
    BiFunction<Ingredients, O, Method> factory,
    FeatureKind features,
    boolean dropsPaths) {
  public MethodEntry {
    requireNonNull(name, "name is null");
    requireNonNull(title, "title is null");
    requireNonNull(paper, "paper is null");
    requireNonNull(description, "description is null");
    requireNonNull(defaults, "defaults is null");
    requireNonNull(factory, "factory is null");
    requireNonNull(features, "features is null");
    if (features == FeatureKind.PIXELS) {
      throw new IllegalArgumentException("the features of " + name + " must be head or backbone");
    }
  }

  /** An entry whose head is evaluated and that leaves out no branches. */
  public MethodEntry(
      String name,
      String title,
      String paper,
      String description,
      O defaults,
      BiFunction<Ingredients, O, Method> factory) {
    this(name, title, paper, description, defaults, factory, FeatureKind.HEAD, false);
  }

  /** The same, evaluated on the backbone's features, as in papers that classify those. */
  public MethodEntry<O> onBackbone() {
    return new MethodEntry<>(
        name, title, paper, description, defaults, factory, FeatureKind.BACKBONE, dropsPaths);
  }

  /** The same, of a method that leaves out branches of its backbone. */
  public MethodEntry<O> droppingPaths() {
    return new MethodEntry<>(name, title, paper, description, defaults, factory, features, true);
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
