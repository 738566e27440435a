package org.likeness.cli.console;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C as a request. While one of these is open, a process that is told to stop waits until its
 * work is saved, then exits with the code of the signal, 130 for Ctrl-C.
 *
 * <pre>
 *   try (Interruption interruption = new Interruption(Duration.ofMinutes(2))) {
 *     while (!interruption.isRequested() &amp;&amp; more()) { step(); }
 *     save();
 *   }
 * </pre>
 *
 * <p>Works by a shutdown hook, which the virtual machine also runs for a closed terminal and for
 * SIGTERM.
 */
public final class Interruption implements AutoCloseable {
  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook;
  private final Runnable whenRequested;
  private volatile boolean requested;

  /**
   * Starts to listen.
   *
   * @param timeToSave how long the process may take to save before it ends anyway
   */
  public Interruption(Duration timeToSave) {
    this(timeToSave, () -> {});
  }

  /**
   * Starts to listen.
   *
   * @param timeToSave how long the process may take to save before it ends anyway
   * @param whenRequested called at once, on another thread
   */
  public Interruption(Duration timeToSave, Runnable whenRequested) {
    this.whenRequested = whenRequested;
    hook = new Thread(() -> await(timeToSave), "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** True once the process was asked to stop. */
  public boolean isRequested() {
    return requested;
  }

  private void await(Duration timeToSave) {
    requested = true;
    whenRequested.run();
    try {
      if (!saved.await(timeToSave.toMillis(), TimeUnit.MILLISECONDS)) {
        Thread.currentThread().interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Everything is saved: a process that was told to stop ends now. */
  @Override
  public void close() {
    saved.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already, which is what the hook was for.
      requested = true;
    }
  }
}
