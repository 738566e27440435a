package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.features.FeatureKind;
import org.likeness.features.Labels;
import org.likeness.torch.Scope;

/**
 * An entry in the list of evaluations.
 *
 * @param <O> type of its options
 * @param name name in recipes and on the command line
 * @param title what is measured, for display; also the start of error messages: {@code kNN accuracy
 *     needs ...}
 * @param description one line for a list
 * @param needsLabels true if every image of bank and test must have a class
 * @param features the features that it compares by default: head or backbone
 * @param defaults its options at the end of a run and on the command line
 * @param factory creates the evaluation
 * @param monitorDefaults its options during training
 * @param monitorFactory creates the evaluation from these options
 * @param reader reads its reports
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

  /** The same, for images with classes only. */
  public EvaluationEntry<O> withLabels() {
    return with(true, features, monitorDefaults, monitorFactory);
  }

  /** The same, with other default features. */
  public EvaluationEntry<O> withFeatures(FeatureKind kind) {
    return with(needsLabels, kind, monitorDefaults, monitorFactory);
  }

  /** The same, with separate options during training, possibly fewer. */
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
   * Creates the evaluation with options of unknown type.
   *
   * @throws IllegalArgumentException if they belong to another evaluation
   */
  @SuppressWarnings("unchecked") // checked above
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

  /** Whether the images have the labels that it needs. */
  public boolean suits(Parts parts) {
    return !needsLabels || parts.labelled();
  }

  /**
   * Checks that the images have the labels that it needs, before anything is embedded.
   *
   * @throws org.likeness.error.InputException if they do not; the message says how labels are given
   */
  public void require(Parts parts) {
    if (needsLabels) {
      for (Part part : new Part[] {Part.BANK, Part.TEST}) {
        Dataset images = parts.of(part);
        Labels.require(images, IntStream.range(0, images.size()).toArray(), title);
      }
    }
  }

  /** Runs the evaluation with the default options. */
  public Report evaluate(Subject subject) {
    return evaluate(defaults, subject);
  }

  /**
   * Runs the evaluation.
   *
   * @throws org.likeness.error.InputException if the images do not have the labels that it needs
   */
  public Report evaluate(Record options, Subject subject) {
    require(subject.parts());
    try (Scope scope = Scope.open()) {
      return create(options).evaluate(subject);
    }
  }
}
