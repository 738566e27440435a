package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

import org.likeness.features.FeatureProgress;

/** Adds extractions that follow each other up to one whole. */
public final class TotalProgress implements FeatureProgress {
  private final FeatureProgress heard;
  private final int all;
  private int before; // images of the extractions that are over
  private int last;
  private int lastTotal;

  /**
   * Nothing is done yet.
   *
   * @param heard is told how many images of all extractions together are done
   * @param all images that all extractions look at together
   */
  public TotalProgress(FeatureProgress heard, long all) {
    this.heard = requireNonNull(heard, "heard is null");
    this.all = (int) Math.min(Integer.MAX_VALUE, all);
  }

  @Override
  public boolean proceed(int done, int total) {
    if (last == lastTotal) {
      before += lastTotal;
    }
    last = done;
    lastTotal = total;
    return heard.proceed((int) Math.min(all, (long) before + done), all);
  }
}
