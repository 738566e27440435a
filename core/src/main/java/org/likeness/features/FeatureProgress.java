package org.likeness.features;

/** Receives the progress of an extraction after every batch, and may cancel it. */
@FunctionalInterface
public interface FeatureProgress {
  /** Ignores the progress and never cancels. */
  FeatureProgress NONE = (done, total) -> true;

  /**
   * Called after every batch, on the thread that extracts.
   *
   * @param done images processed so far
   * @param total images in all
   * @return false to cancel the extraction with a {@link
   *     java.util.concurrent.CancellationException}
   */
  boolean proceed(int done, int total);
}
