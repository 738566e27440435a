package org.likeness.evaluate;

import static java.util.Objects.requireNonNull;

import org.likeness.features.FeatureProgress;

/** Sums the progress of consecutive extractions. */
public final class TotalProgress implements FeatureProgress {
  private final FeatureProgress heard;
  private final int all;
  private int before; // images of completed extractions
  private int last;
  private int lastTotal;

  /**
   * Starts at zero.
   *
   * @param heard receives the number of images done in all extractions
   * @param all total number of images of all extractions
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
