package org.likeness.cli;

import java.time.Duration;
import java.util.Optional;
import org.likeness.bench.BenchProgress;

/**
 * The bar of a bench. While it is open Ctrl-C ends the process at once, with a sentence: there is
 * nothing to save.
 */
final class BenchDisplay implements BenchProgress, AutoCloseable {
  private final Console console;
  private final String unit;
  private final Interruption interruption;
  private Optional<Progress> bar = Optional.empty();
  private boolean stopped;

  /**
   * Begins to listen; the bar comes with the first call.
   *
   * @param unit what is counted, in the plural
   */
  BenchDisplay(Console console, String unit) {
    this.console = console;
    this.unit = unit;
    this.interruption = new Interruption(Duration.ZERO, this::stop);
  }

  @Override
  public synchronized void to(long done, long total) {
    if (stopped) {
      return;
    }
    if (bar.isEmpty()) {
      bar = Optional.of(console.progress("Measuring", total, unit));
    }
    bar.get().to(done);
  }

  private synchronized void stop() {
    stopped = true;
    bar.ifPresent(Progress::close);
    console.line("Stopped before everything was measured; nothing is kept.");
  }

  @Override
  public void close() {
    endBar();
    interruption.close();
  }

  private synchronized void endBar() {
    bar.ifPresent(Progress::close);
    bar = Optional.empty();
  }
}
