package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.features.FeatureKind;
import org.likeness.features.Labels;
import org.likeness.torch.Scope;

/**
 * One line of the list of evaluations.
 *
 * @param <O> its options
 * @param name as a recipe and the command line write it
 * @param title what is measured, as people write it; begins a refusal: {@code kNN accuracy needs
 *     ...}
 * @param description one line for a list
 * @param needsLabels true where every image of bank and test must have a class
 * @param features which numbers of an image it usually compares: head or backbone
 * @param defaults its options at the end of a run and on the command line
 * @param factory makes the evaluation
 * @param monitorDefaults its options while a network trains
 * @param monitorFactory makes the evaluation of them
 * @param reader shows its reports
 */
public record EvaluationEntry<O extends Record>(
    String name,
    String title,
    String description,
    boolean needsLabels,
    FeatureKind features,
    O defaults,
    Function<O, Evaluation> factory,
    Record monitorDefaults,
    Function<Record, Evaluation> monitorFactory,
    ReportReader reader) {
  public EvaluationEntry {
    requireNonNull(name, "name is null");
    requireNonNull(title, "title is null");
    requireNonNull(description, "description is null");
    requireNonNull(features, "features is null");
    requireNonNull(defaults, "defaults is null");
    requireNonNull(monitorDefaults, "monitorDefaults is null");
    requireNonNull(factory, "factory is null");
    requireNonNull(monitorFactory, "monitorFactory is null");
    requireNonNull(reader, "reader is null");
    if (features == FeatureKind.PIXELS) {
      throw new IllegalArgumentException("the features of " + name + " must be head or backbone");
    }
  }

  /** An entry that needs no labels, compares the head's vectors, and has one set of defaults. */
  public static <O extends Record> EvaluationEntry<O> of(
      String name,
      String title,
      String description,
      O defaults,
      Function<O, Evaluation> factory,
      ReportReader reader) {
    return new EvaluationEntry<>(
        name,
        title,
        description,
        false,
        FeatureKind.HEAD,
        defaults,
        factory,
        defaults,
        bound(defaults, factory),
        reader);
  }

  /** The same for images that have classes alone. */
  public EvaluationEntry<O> withLabels() {
    return with(true, features, monitorDefaults, monitorFactory);
  }

  /** The same, usually of other features. */
  public EvaluationEntry<O> withFeatures(FeatureKind kind) {
    return with(needsLabels, kind, monitorDefaults, monitorFactory);
  }

  /** The same with options of its own while a network trains, perhaps fewer of them. */
  public <M extends Record> EvaluationEntry<O> withMonitor(
      M options, Function<M, Evaluation> make) {
    return with(needsLabels, features, options, bound(options, make));
  }

  private EvaluationEntry<O> with(
      boolean labels, FeatureKind kind, Record watched, Function<Record, Evaluation> make) {
    return new EvaluationEntry<>(
        name, title, description, labels, kind, defaults, factory, watched, make, reader);
  }

  @SuppressWarnings("unchecked") // the cast is checked
  private static <R extends Record> Function<Record, Evaluation> bound(
      R options, Function<R, Evaluation> make) {
    return given -> make.apply((R) options.getClass().cast(given));
  }

  /**
   * Makes the evaluation with options that were bound elsewhere.
   *
   * @throws IllegalArgumentException where they are another evaluation's
   */
  @SuppressWarnings("unchecked") // checked by the line before
  public Evaluation create(Record options) {
    if (defaults.getClass().isInstance(options)) {
      return factory.apply((O) options);
    }
    if (monitorDefaults.getClass().isInstance(options)) {
      return monitorFactory.apply(options);
    }
    throw new IllegalArgumentException(
        name
            + " takes "
            + defaults.getClass().getName()
            + " but was given "
            + options.getClass().getName());
  }

  /** Whether such images have what it needs. */
  public boolean suits(Parts parts) {
    return !needsLabels || parts.labelled();
  }

  /**
   * Refuses images that lack what it needs, before anything is embedded.
   *
   * @throws org.likeness.error.InputException which says how labels are given
   */
  public void require(Parts parts) {
    if (needsLabels) {
      for (Part part : new Part[] {Part.BANK, Part.TEST}) {
        Dataset images = parts.of(part);
        Labels.require(images, IntStream.range(0, images.size()).toArray(), title);
      }
    }
  }

  /** Measures with the default options. */
  public Report evaluate(Subject subject) {
    return evaluate(defaults, subject);
  }

  /**
   * Measures.
   *
   * @throws org.likeness.error.InputException where the images lack what it needs
   */
  public Report evaluate(Record options, Subject subject) {
    require(subject.parts());
    try (Scope scope = Scope.open()) {
      return create(options).evaluate(subject);
    }
  }
}
