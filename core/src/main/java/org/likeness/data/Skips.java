package org.likeness.data;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.likeness.error.FirstFew;
import org.likeness.error.RunException;

/**
 * The images of a data set that were found not to be decodable, each once, and the share of them
 * that is allowed. All loaders of the data set and of its parts use the same object, so that a
 * small part may lose an image as a large one may. Thread-safe.
 */
public final class Skips {
  /** The share that is allowed where none is given. */
  public static final double USUAL_SHARE = 0.05;

  private static final int NAMED = 5;

  private final Dataset whole;
  private final double share;
  private final Set<String> missing;
  private final Map<String, SkippedImage> found = new HashMap<>();

  /**
   * Nothing is found yet.
   *
   * @param share of the images of {@code whole}, 0 to 1
   */
  public Skips(Dataset whole, double share) {
    this(whole, share, Set.of());
  }

  /**
   * Nothing is found yet.
   *
   * @param missing ids of images that are known to be missing, which do not count
   */
  public Skips(Dataset whole, double share, Set<String> missing) {
    this.whole = requireNonNull(whole, "whole is null");
    this.share = share;
    this.missing = Set.copyOf(missing);
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("data.max-skipped must be in [0, 1] but is " + share);
    }
  }

  /** Those of a data set, or new ones with the usual share where it keeps none. */
  public static Skips of(Dataset dataset) {
    return dataset.skips().orElseGet(() -> new Skips(dataset, USUAL_SHARE));
  }

  /** The data set of which the share is allowed. */
  public Dataset whole() {
    return whole;
  }

  /** Adds an image that cannot be decoded. */
  public synchronized void add(SkippedImage image) {
    if (!missing.contains(image.id())) {
      found.putIfAbsent(image.id(), image);
    }
  }

  /** How many images were found. */
  public synchronized int size() {
    return found.size();
  }

  /** The images found so far, in the order of the data set. */
  public synchronized List<SkippedImage> images() {
    if (found.isEmpty()) {
      return List.of();
    }
    return IntStream.range(0, whole.size())
        .mapToObj(i -> Optional.ofNullable(found.get(whole.info(i).id())))
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Allows what was found so far, or refuses it.
   *
   * @throws RunException where it is more than the allowed share
   */
  public synchronized void check() {
    double rounding = 1e-9;
    if (found.size() <= share * whole.size() + rounding) {
      return;
    }
    throw new RunException(
        String.format(
            Locale.ROOT,
            "%,d of the %,d images of %s cannot be decoded, more than the allowed share of %s %%: %s; fix or remove them, or raise data.max-skipped",
            found.size(),
            whole.size(),
            whole.name(),
            percent(),
            FirstFew.of(images(), NAMED, image -> image.id() + " (" + image.reason() + ")")));
  }

  private String percent() {
    double percent = 100 * share;
    return String.format(Locale.ROOT, percent == Math.rint(percent) ? "%.0f" : "%.2f", percent);
  }
}
