package org.likeness.cli.command;

import java.time.Duration;
import org.likeness.bench.BenchProgress;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.cli.console.LateProgress;

/**
 * The bar of a benchmark. While it is open, Ctrl-C prints a sentence and ends the process at once:
 * there is nothing to save.
 */
final class BenchDisplay implements BenchProgress, AutoCloseable {
  private final Console console;
  private final LateProgress bar;
  private final Interruption interruption;

  /**
   * Starts to listen for Ctrl-C.
   *
   * @param unit what is counted, in the plural
   */
  BenchDisplay(Console console, String unit) {
    this.console = console;
    this.bar = new LateProgress(console, "Measuring", unit);
    this.interruption = new Interruption(Duration.ZERO, this::stopped);
  }

  @Override
  public void to(long done, long total) {
    bar.to(done, total);
  }

  private void stopped() {
    bar.close();
    console.line("Stopped before the measurement was complete; nothing was saved.");
  }

  @Override
  public void close() {
    bar.close();
    interruption.close();
  }
}
