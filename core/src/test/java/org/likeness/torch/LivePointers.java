package org.likeness.torch;

import org.bytedeco.javacpp.Pointer;

/**
 * Native objects that are alive in this process. The garbage collector frees what other tests
 * dropped whenever it likes, so that the plain count may fall at any moment.
 */
public final class LivePointers {
  private static final int ROUNDS = 50;
  private static final int QUIET_ROUNDS = 3;

  private LivePointers() {}

  /** The count once the collector has nothing more to free, so that it may only rise from here. */
  public static long settled() {
    long count = Pointer.totalCount();
    int quiet = 0;
    for (int round = 0; round < ROUNDS && quiet < QUIET_ROUNDS; round++) {
      System.gc();
      pause();
      long now = Pointer.totalCount();
      quiet = now == count ? quiet + 1 : 0;
      count = now;
    }
    return count;
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
