package org.likeness.cli.console;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A bar that appears with the first unit of work, so that an error before it is not printed below a
 * bar; the total is given then. Calls may come from any thread.
 */
public final class LateProgress implements AutoCloseable {
  private final Console console;
  private final String task;
  private final String unit;
  private Optional<TaskProgress> bar = Optional.empty();
  private boolean closed;

  /**
   * Creates a bar that is not shown yet.
   *
   * @param task what is being done, a word or two
   * @param unit what is counted, in the plural
   */
  public LateProgress(Console console, String task, String unit) {
    this.console = requireNonNull(console, "console is null");
    this.task = requireNonNull(task, "task is null");
    this.unit = requireNonNull(unit, "unit is null");
  }

  /** Sets how many units are done; nothing is shown once this is closed. */
  public synchronized void to(long done, long total) {
    if (closed) {
      return;
    }
    if (bar.isEmpty()) {
      bar = Optional.of(console.progress(task, total, unit));
      bar.get().from(done);
    }
    bar.get().to(done);
  }

  @Override
  public synchronized void close() {
    closed = true;
    bar.ifPresent(TaskProgress::close);
  }
}
