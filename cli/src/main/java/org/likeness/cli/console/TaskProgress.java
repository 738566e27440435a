package org.likeness.cli.console;

/**
 * The progress of a long task. Close it when the task ends, by success or failure. One thread at a
 * time may call it.
 */
public sealed interface TaskProgress extends AutoCloseable
    permits BarProgress, LineProgress, SilentProgress {
  /** Sets how many units an earlier process did; rate and time left do not count them. */
  void from(long done);

  /** Sets how many units are done. */
  void to(long done);

  /** Sets a few words that follow the bar: the loss, the file being read. */
  void note(String text);

  @Override
  void close();
}
