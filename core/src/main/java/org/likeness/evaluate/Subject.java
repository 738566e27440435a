package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.augment.View;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.data.Dataset;
import org.likeness.data.SkippedImage;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.LabelledVectors;
import org.likeness.features.Vectors;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;

/**
 * The subject of evaluations: an embedder and images. The vectors of a part are computed when the
 * first evaluation needs them and shared with the others until this is closed. Not thread-safe.
 */
public final class Subject implements AutoCloseable {
  private static final int FEWEST = 2;

  private final Embedder embedder;
  private final Parts parts;
  private final RandomSource random;
  private final LoaderOptions loading;
  private final String epoch;
  private final FeatureProgress progress;
  private final PartVectors source;
  private final Map<Part, Vectors> known = new EnumMap<>(Part.class);
  private Optional<Vectors> memory = Optional.empty();
  private Optional<FeatureClassifier> classifier = Optional.empty();

  /**
   * Creates a subject; nothing is computed yet.
   *
   * @param random random numbers for evaluations; equal sources give equal reports
   * @param loading such as {@link LoaderOptions#everyImage}
   * @param epoch the network's epoch, for protocols: {@code none} for pixels, {@code untrained},
   *     {@code best}, {@code last}, or the number of an epoch
   * @param progress receives the progress of each extraction; see {@link TotalProgress} for their
   *     sum
   */
  public Subject(
      Embedder embedder,
      Parts parts,
      RandomSource random,
      LoaderOptions loading,
      String epoch,
      FeatureProgress progress) {
    this(embedder, parts, random, loading, epoch, progress, PartVectors.COMPUTED);
  }

  /**
   * The same with vectors that may be known already.
   *
   * @param source where those of the parts come from
   */
  public Subject(
      Embedder embedder,
      Parts parts,
      RandomSource random,
      LoaderOptions loading,
      String epoch,
      FeatureProgress progress,
      PartVectors source) {
    this.source = requireNonNull(source, "source is null");
    this.embedder = requireNonNull(embedder, "embedder is null");
    this.parts = requireNonNull(parts, "parts is null");
    this.random = requireNonNull(random, "random is null");
    this.loading = requireNonNull(loading, "loading is null");
    this.epoch = requireNonNull(epoch, "epoch is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  /** The embedder. */
  public Embedder embedder() {
    return embedder;
  }

  /** The images. */
  public Parts parts() {
    return parts;
  }

  /** Random numbers for evaluations. */
  public RandomSource random() {
    return random;
  }

  /** Options for loading images. */
  public LoaderOptions loading() {
    return loading;
  }

  /** The network's epoch, for protocols. */
  public String epoch() {
    return epoch;
  }

  /**
   * The progress of work on images: call {@code proceed} up to {@code total} for each piece of
   * work; {@link #vectors} does so itself.
   */
  public FeatureProgress progress() {
    return progress;
  }

  /**
   * The vectors of a part, asked for once. They belong to this subject: do not close them.
   *
   * @throws java.util.concurrent.CancellationException if the progress cancels it
   * @throws InputException if images cannot be decoded and fewer than two are left
   */
  public Vectors vectors(Part part) {
    Vectors found = known.get(part);
    if (found == null) {
      Vectors taken = source.of(embedder, parts.of(part), loading, progress);
      Scope.outside(taken::matrix); // shared by evaluations with their own scopes
      known.put(part, taken); // also where there are too few, so that they are freed
      found = taken;
    }
    requireEnough(found, parts.of(part));
    return found;
  }

  /**
   * The vectors of a part by another embedder of the same network; not shared, owned by the scope
   * around the call.
   *
   * @throws java.util.concurrent.CancellationException if the progress cancels it
   */
  public Vectors vectors(Part part, Embedder other) {
    return source.of(other, parts.of(part), loading, progress);
  }

  /**
   * The rows of the method's memory bank for the images of the bank, asked for once. They belong to
   * this subject: do not close them.
   *
   * @throws InputException if there is no memory bank, or it has no row of these images
   */
  public Vectors memory() {
    if (memory.isEmpty()) {
      memory = Optional.of(source.memory(embedder, parts.bank()));
    }
    return memory.get();
  }

  private static void requireEnough(Vectors vectors, Dataset images) {
    if (vectors.size() < FEWEST && !vectors.skipped().isEmpty()) {
      throw new InputException(
          "only %d of the %d images of %s can be decoded, fewer than %d (%s: %s)"
              .formatted(
                  vectors.size(),
                  images.size(),
                  images.name(),
                  FEWEST,
                  vectors.skipped().get(0).id(),
                  vectors.skipped().get(0).reason()));
    }
  }

  /**
   * The vectors of other images, such as altered ones; not shared, owned by the scope around the
   * call.
   *
   * @param view preprocessing of the images
   */
  public Vectors vectors(Dataset images, View view) {
    return new Features(embedder, loading).of(images, view, progress);
  }

  /**
   * The vectors of a part with the class of each.
   *
   * @param what what needs the classes, the first words of an error message: {@code kNN accuracy}
   * @throws java.util.concurrent.CancellationException if the progress cancels it
   * @throws InputException if an image has no class, or fewer than two can be decoded
   */
  public LabelledVectors labelled(Part part, String what) {
    return vectors(part).labelled(parts.of(part), what);
  }

  /** Offers a classifier that an evaluation trained, for whoever keeps it beside the encoder. */
  public void offer(FeatureClassifier trained) {
    classifier = Optional.of(trained);
  }

  /** The classifier that an evaluation offered last. */
  public Optional<FeatureClassifier> classifier() {
    return classifier;
  }

  /** Images of a part that could not be decoded, of those read so far. */
  public List<SkippedImage> skipped(Part part) {
    Vectors found = known.get(part);
    return found == null ? List.of() : found.skipped();
  }

  /** Frees the vectors. */
  @Override
  public void close() {
    known.values().forEach(vectors -> vectors.matrix().close());
    known.clear();
    memory.ifPresent(vectors -> vectors.matrix().close());
    memory = Optional.empty();
  }
}
