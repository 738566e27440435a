package org.likeness.cli.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A line from time to time, for logs and pipes: the first with the first unit of work, then one
 * after ten seconds or another tenth of the work (at most one a second), and one at the end. (The
 * library of {@link BarProgress} redraws one line, which a file cannot.)
 */
final class LineProgress implements TaskProgress {
  private static final long LONGEST_SILENCE = 10_000_000_000L;
  private static final long SHORTEST_SILENCE = 1_000_000_000L;

  private final PrintStream err;
  private final LongSupplier nanoTime;
  private final String task;
  private final long total;
  private final String unit;
  private final long start;
  private String note = "";
  private long from;
  private long done;
  private long lastTime;
  private long lastDone = -1;

  LineProgress(PrintStream err, LongSupplier nanoTime, String task, long total, String unit) {
    this.err = err;
    this.nanoTime = nanoTime;
    this.task = task;
    this.total = total;
    this.unit = unit;
    this.start = nanoTime.getAsLong();
  }

  @Override
  public void from(long done) {
    from = done;
    this.done = done;
  }

  @Override
  public void to(long done) {
    this.done = done;
    long now = nanoTime.getAsLong();
    long silence = now - lastTime;
    boolean tenth = (done - lastDone) * 10 >= total;
    if (lastDone < 0 || silence >= LONGEST_SILENCE || tenth && silence >= SHORTEST_SILENCE) {
      print(now);
    }
  }

  @Override
  public void note(String text) {
    note = text;
  }

  @Override
  public void close() {
    if (done != lastDone) {
      print(nanoTime.getAsLong());
    }
  }

  private void print(long now) {
    lastTime = now;
    lastDone = done;
    StringBuilder line =
        new StringBuilder(
            task + ": " + Readable.count(done) + " of " + Readable.count(total) + " " + unit);
    long elapsed = now - start;
    line.append(" (").append(done * 100 / total).append(" %)");
    if (done > from && done < total && elapsed >= SHORTEST_SILENCE) {
      line.append(", ")
          .append(
              Readable.time(
                  Duration.ofNanos((long) ((double) elapsed / (done - from) * (total - done)))))
          .append(" to go");
    } else if (done >= total) {
      line.append(" in ").append(Readable.time(Duration.ofNanos(elapsed)));
    }
    err.println(line + (note.isEmpty() ? "" : ", " + note));
  }
}
