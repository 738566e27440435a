package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.likeness.data.Dataset;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.Labels;
import org.likeness.option.OptionRecords;

/**
 * An entry in the list of evaluations.
 *
 * @param <O> type of its options
 * @param name name in recipes and on the command line
 * @param title what is measured, for display; also the start of error messages: {@code kNN accuracy
 *     needs ...}
 * @param description one line for a list
 * @param needsLabels true if every image of bank and test must have a class
 * @param scored true if its reader has a score for every report
 * @param features the features that it compares by default: head or backbone
 * @param usual options and factory at the end of a run and on the command line
 * @param monitoring options and factory during training
 * @param reader reads its reports
 */
public record EvaluationEntry<O extends Record>(
    String name,
    String title,
    String description,
    boolean needsLabels,
    boolean scored,
    FeatureKind features,
    Variant<O> usual,
    Variant<?> monitoring,
    ReportReader reader) {

  /**
   * Options, and the evaluation of them.
   *
   * @param <V> the options
   * @param defaults the options where nothing is said
   * @param factory makes the evaluation
   */
  public record Variant<V extends Record>(V defaults, Function<V, Evaluation> factory) {
    public Variant {
      requireNonNull(defaults, "defaults is null");
      requireNonNull(factory, "factory is null");
    }

    boolean takes(Record options) {
      return defaults.getClass().isInstance(options);
    }

    @SuppressWarnings("unchecked") // the cast is checked
    Evaluation create(Record options) {
      return factory.apply((V) defaults.getClass().cast(OptionRecords.check(options)));
    }
  }

  public EvaluationEntry {
    requireNonNull(name, "name is null");
    requireNonNull(title, "title is null");
    requireNonNull(description, "description is null");
    requireNonNull(features, "features is null");
    requireNonNull(usual, "usual is null");
    requireNonNull(monitoring, "monitoring is null");
    requireNonNull(reader, "reader is null");
    if (features == FeatureKind.PIXELS) {
      throw new IllegalArgumentException("the features of " + name + " must be head or backbone");
    }
  }

  /**
   * An entry that needs no labels, has a score, compares the head's vectors, and has one set of
   * defaults.
   */
  public static <O extends Record> EvaluationEntry<O> of(
      String name,
      String title,
      String description,
      O defaults,
      Function<O, Evaluation> factory,
      ReportReader reader) {
    Variant<O> usual = new Variant<>(defaults, factory);
    return new EvaluationEntry<>(
        name, title, description, false, true, FeatureKind.HEAD, usual, usual, reader);
  }

  /** The same, for images with classes only. */
  public EvaluationEntry<O> withLabels() {
    return with(true, scored, features, monitoring);
  }

  /** The same without a score: none of its numbers is better the higher it is. */
  public EvaluationEntry<O> withoutScore() {
    return with(needsLabels, false, features, monitoring);
  }

  /** The same, with other default features. */
  public EvaluationEntry<O> withFeatures(FeatureKind kind) {
    return with(needsLabels, scored, kind, monitoring);
  }

  /** The same, with separate options during training, possibly fewer. */
  public <M extends Record> EvaluationEntry<O> withMonitor(
      M options, Function<M, Evaluation> make) {
    return with(needsLabels, scored, features, new Variant<>(options, make));
  }

  private EvaluationEntry<O> with(
      boolean labels, boolean score, FeatureKind kind, Variant<?> monitor) {
    return new EvaluationEntry<>(
        name, title, description, labels, score, kind, usual, monitor, reader);
  }

  /** Its options at the end of a run and on the command line. */
  public O defaults() {
    return usual.defaults();
  }

  /** Its options while a network trains. */
  public Record monitorDefaults() {
    return monitoring.defaults();
  }

  /**
   * Creates the evaluation with options of unknown type.
   *
   * @throws IllegalArgumentException if they belong to another evaluation, or one is out of range
   */
  public Evaluation create(Record options) {
    if (usual.takes(options)) {
      return usual.create(options);
    }
    if (monitoring.takes(options)) {
      return monitoring.create(options);
    }
    throw new IllegalArgumentException(
        name
            + " takes "
            + defaults().getClass().getName()
            + " but was given "
            + options.getClass().getName());
  }

  /** Whether the images have the labels that it needs. */
  public boolean suits(Parts parts) {
    return !needsLabels || parts.labelled();
  }

  /** As {@link #require(Record, Parts)} with the default options. */
  public void require(Parts parts) {
    require(defaults(), parts);
  }

  /**
   * Checks that the images have the labels that it needs, before anything is embedded.
   *
   * @throws org.likeness.error.InputException if they do not, or if the evaluation refuses them;
   *     the message says what is missing
   */
  public void require(Record options, Parts parts) {
    require(create(options), parts);
  }

  private void require(Evaluation evaluation, Parts parts) {
    if (needsLabels) {
      for (Part part : new Part[] {Part.BANK, Part.TEST}) {
        Dataset images = parts.of(part);
        Labels.require(images, IntStream.range(0, images.size()).toArray(), title);
      }
    }
    evaluation.require(parts);
  }

  /** See {@link Evaluation#requireMemory}. */
  public void requireMemory(Record options, Parts parts, Supplier<Embedder> embedder) {
    create(options).requireMemory(parts, embedder);
  }

  /** See {@link Evaluation#announcement}. */
  public Optional<String> announcement(Record options, Subject subject) {
    return create(options).announcement(subject);
  }

  /** Runs the evaluation with the default options. */
  public Report evaluate(Subject subject) {
    return evaluate(defaults(), subject);
  }

  /**
   * Runs the evaluation, and adds the network's epoch to its report. Call it outside any scope; see
   * {@link Evaluation}.
   *
   * @throws org.likeness.error.InputException if the images do not have the labels that it needs
   */
  public Report evaluate(Record options, Subject subject) {
    Evaluation evaluation = create(options);
    require(evaluation, subject.parts());
    boolean network = subject.embedder().network().isPresent();
    return evaluation.evaluate(subject).of(network ? subject.epoch() : Report.NO_EPOCH);
  }
}
