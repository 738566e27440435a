package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import org.likeness.features.FeatureProgress;

/** Adds the extractions of a summary, which follow each other, up to one whole. */
final class SummaryProgress implements FeatureProgress {
  private final FeatureProgress heard;
  private final int all;
  private int before; // images of the extractions that are over
  private int last;
  private int lastTotal;

  /**
   * @param all images that all extractions look at together
   */
  SummaryProgress(FeatureProgress heard, long all) {
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
