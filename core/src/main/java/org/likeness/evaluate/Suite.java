package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.random.RandomSource;

/**
 * Several evaluations on the same images, for several networks: the epochs of a run, or the columns
 * of its summary. Evaluations that need labels are skipped if images have none. Not thread-safe.
 */
public final class Suite {
  private final List<BoundEvaluation> evaluations;
  private final Parts parts;
  private final RandomSource random;
  private final LoaderOptions loading;

  /**
   * Creates a suite; no image is read yet.
   *
   * @param random the same for every network
   */
  public Suite(
      List<BoundEvaluation> evaluations, Parts parts, RandomSource random, LoaderOptions loading) {
    this.parts = requireNonNull(parts, "parts is null");
    this.random = requireNonNull(random, "random is null");
    this.loading = requireNonNull(loading, "loading is null");
    this.evaluations =
        new ArrayList<>(evaluations.stream().filter(each -> each.entry().suits(parts)).toList());
  }

  /** True if nothing can be measured. */
  public boolean isEmpty() {
    return evaluations.isEmpty();
  }

  /**
   * Refuses images that an evaluation cannot measure, before anything is embedded.
   *
   * @param list the key of a recipe that lists the evaluations, for the message
   * @throws InputException the evaluation's sentence, and how to do without it
   */
  public void require(String list) {
    for (BoundEvaluation each : evaluations) {
      try {
        each.require(parts);
      } catch (InputException e) {
        throw new InputException(
            e.getMessage() + ", or leave " + each.entry().name() + " out of " + list, e);
      }
    }
  }

  /** The images. */
  public Parts parts() {
    return parts;
  }

  /**
   * Number of images that {@link #measure} processes; images processed several times count each
   * time.
   *
   * @param embedders of the network to measure
   */
  public long images(Function<FeatureKind, Embedder> embedders) {
    Map<Embedder, Set<Part>> asked = new LinkedHashMap<>();
    long images = 0;
    for (BoundEvaluation each : evaluations) {
      Evaluation evaluation = each.create();
      Embedder embedder = embedders.apply(each.entry().features());
      asked
          .computeIfAbsent(embedder, key -> EnumSet.noneOf(Part.class))
          .addAll(evaluation.parts(parts));
      images += evaluation.further(parts, embedder.kind());
    }
    for (Set<Part> once : asked.values()) {
      images += once.stream().mapToLong(part -> parts.of(part).size()).sum();
    }
    return images;
  }

  /** Whether {@link #measure} uses the vectors of a part with this kind of features. */
  public boolean asks(Function<FeatureKind, Embedder> embedders, FeatureKind kind, Part part) {
    Embedder asked = embedders.apply(kind);
    return evaluations.stream()
        .filter(each -> embedders.apply(each.entry().features()).equals(asked))
        .anyMatch(each -> each.create().parts(parts).contains(part));
  }

  /**
   * The subjects of a network, or of pixels, with these images.
   *
   * @param embedders its embedders by kind of features; equal ones share the computed vectors
   * @param epoch see {@link Subject}
   * @param progress see {@link Subject}
   */
  public Subjects subjects(
      Function<FeatureKind, Embedder> embedders, String epoch, FeatureProgress progress) {
    return subjects(embedders, epoch, progress, PartVectors.COMPUTED);
  }

  /**
   * The same with vectors that may be known already.
   *
   * @param source where those of the parts come from
   */
  public Subjects subjects(
      Function<FeatureKind, Embedder> embedders,
      String epoch,
      FeatureProgress progress,
      PartVectors source) {
    return new Subjects(
        embedders,
        embedder -> new Subject(embedder, parts, random, loading, epoch, progress, source));
  }

  /**
   * Runs all evaluations in their order, each on its default features.
   *
   * @throws InputException if one of them refuses the images
   */
  public List<Result> measure(Subjects subjects) {
    return measure(
        subjects,
        (entry, refusal) -> {
          throw refusal;
        });
  }

  /**
   * As {@link #measure(Subjects)}, but an evaluation that refuses the images ends nothing: it is
   * left out from then on.
   *
   * @param refused hears of it
   */
  public List<Result> measure(
      Subjects subjects, BiConsumer<EvaluationEntry<?>, InputException> refused) {
    List<Result> results = new ArrayList<>();
    for (BoundEvaluation each : List.copyOf(evaluations)) {
      try {
        Subject subject = subjects.of(each.entry().features());
        results.add(new Result(each.entry(), each.entry().evaluate(each.options(), subject)));
      } catch (InputException e) {
        refused.accept(each.entry(), e);
        evaluations.remove(each);
      }
    }
    return results;
  }
}
