package org.likeness.cli.console;

/**
 * How far something long has come. Close it when the task ends, by success or failure. Calls may
 * come from any one thread at a time.
 */
public sealed interface TaskProgress extends AutoCloseable
    permits BarProgress, LineProgress, SilentProgress {
  /** So many units were done by an earlier process; rate and time left do not count them. */
  void from(long done);

  /** So many units are done by now. */
  void to(long done);

  /** A few words that follow the bar: the loss, the file being read. */
  void note(String text);

  @Override
  void close();
}
