package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.likeness.augment.View;
import org.likeness.data.Dataset;
import org.likeness.data.SkippedImage;
import org.likeness.data.load.LoaderOptions;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.LabelledVectors;
import org.likeness.features.Vectors;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;

/**
 * What is evaluated: one way of embedding, and the images to try it on. The vectors of a part are
 * computed when the first evaluation asks for them and kept for the others until this is closed.
 * One thread uses it.
 */
public final class Subject implements AutoCloseable {
  private final Embedder embedder;
  private final Parts parts;
  private final RandomSource random;
  private final LoaderOptions loading;
  private final String epoch;
  private final FeatureProgress progress;
  private final Map<Part, Vectors> known = new EnumMap<>(Part.class);

  /**
   * Computes nothing yet.
   *
   * @param random of what an evaluation draws; equal ones give equal reports
   * @param loading such as {@link LoaderOptions#everyImage}
   * @param epoch which network, for protocols: {@code none} for pixels, {@code untrained}, {@code
   *     best}, {@code last}, or the number of an epoch
   * @param progress hears of each extraction; see {@link TotalProgress} for their sum
   */
  public Subject(
      Embedder embedder,
      Parts parts,
      RandomSource random,
      LoaderOptions loading,
      String epoch,
      FeatureProgress progress) {
    this.embedder = requireNonNull(embedder, "embedder is null");
    this.parts = requireNonNull(parts, "parts is null");
    this.random = requireNonNull(random, "random is null");
    this.loading = requireNonNull(loading, "loading is null");
    this.epoch = requireNonNull(epoch, "epoch is null");
    this.progress = requireNonNull(progress, "progress is null");
  }

  /** What turns images into vectors. */
  public Embedder embedder() {
    return embedder;
  }

  /** The images. */
  public Parts parts() {
    return parts;
  }

  /** Random numbers for whatever an evaluation draws. */
  public RandomSource random() {
    return random;
  }

  /** How images are loaded. */
  public LoaderOptions loading() {
    return loading;
  }

  /** Which network, for protocols. */
  public String epoch() {
    return epoch;
  }

  /**
   * Hears of work that looks at images, one call of {@code proceed} up to {@code total} for each
   * piece of it; {@link #vectors} tells it already.
   */
  public FeatureProgress progress() {
    return progress;
  }

  /**
   * The vectors of a part, computed once. They belong to this subject: do not close them.
   *
   * @throws java.util.concurrent.CancellationException where the progress ends it
   */
  public Vectors vectors(Part part) {
    Vectors found = known.get(part);
    if (found == null) {
      Vectors computed = vectors(parts.of(part), embedder.preprocessing().asView());
      Scope.outside(computed::matrix); // evaluations with scopes of their own share it
      known.put(part, computed);
      found = computed;
    }
    return found;
  }

  /**
   * The vectors of other images, such as altered ones; not kept, they belong to the scope around
   * the call.
   *
   * @param view how an image becomes an input
   */
  public Vectors vectors(Dataset images, View view) {
    return new Features(embedder, loading).of(images, view, progress);
  }

  /**
   * The vectors of a part with the class of each.
   *
   * @param what needs the classes, the first words of a refusal: {@code kNN accuracy}
   * @throws org.likeness.error.InputException where an image has no class
   */
  public LabelledVectors labelled(Part part, String what) {
    return vectors(part).labelled(parts.of(part), what);
  }

  /** Images of a part that could not be decoded, as far as the part was looked at. */
  public List<SkippedImage> skipped(Part part) {
    Vectors found = known.get(part);
    return found == null ? List.of() : found.skipped();
  }

  /** Frees the vectors. */
  @Override
  public void close() {
    known.values().forEach(vectors -> vectors.matrix().close());
    known.clear();
  }
}
