package org.likeness.features;

/** Hears how far an extraction is, after every batch, and may end it. */
@FunctionalInterface
public interface FeatureProgress {
  /** Hears nothing, ends nothing. */
  FeatureProgress NONE = (done, total) -> true;

  /**
   * Called after every batch, on the thread that extracts.
   *
   * @param done images looked at so far
   * @param total images in all
   * @return false to end the extraction with a {@link java.util.concurrent.CancellationException}
   */
  boolean proceed(int done, int total);
}
