package org.likeness.cli.console;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressState;

/**
 * A bar on a terminal, redrawn five times a second by me.tongfei's progressbar on a thread of its
 * own: {@code Training 45 % █████▌ 312 images/s, 42 s to go, epoch 12/25}.
 */
final class BarProgress implements TaskProgress {
  private static final int MILLIS = 200;
  private static final int WIDEST = 40;
  private static final int NARROWEST = 8;
  private static final String EIGHTHS = " ▏▎▍▌▋▊▉";

  private final PrintStream err;
  private final ProgressBar bar;
  private final String unit;
  private volatile long from;
  private boolean closed;

  BarProgress(PrintStream err, int columns, String task, long total, String unit) {
    this.err = err;
    this.unit = unit;
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUpdateIntervalMillis(MILLIS)
            .setConsumer(new Line(err, columns - 1))
            .setRenderer(this::render)
            .build();
  }

  @Override
  public void from(long done) {
    from = done;
    bar.stepTo(done);
  }

  @Override
  public void to(long done) {
    bar.stepTo(done);
  }

  @Override
  public void note(String text) {
    bar.setExtraMessage(text);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      bar.close();
      err.println();
    }
  }

  private String render(ProgressState state, int width) {
    double share = Math.min(1, state.getNormalizedProgress());
    String before = "%s %3d %% ".formatted(state.getTaskName(), (int) (100 * share));
    String after = after(state);
    int room = width - before.length() - after.length() - 1;
    String line = before + drawn(share, Math.max(NARROWEST, Math.min(WIDEST, room))) + " " + after;
    return line.length() <= width ? line : line.substring(0, Math.max(0, width));
  }

  /** The rate, or the count where it is low; the time left and the note. */
  private String after(ProgressState state) {
    long done = state.getCurrent() - from;
    double seconds = state.getElapsedAfterStart().toNanos() / 1e9;
    StringBuilder text = new StringBuilder();
    if (done > 0 && seconds > 0) {
      double rate = done / seconds;
      if (rate >= 2) {
        text.append(Readable.count(Math.round(rate))).append(' ').append(unit).append("/s");
      } else {
        text.append(Readable.count(state.getCurrent()) + " of " + Readable.count(state.getMax()))
            .append(' ')
            .append(unit);
      }
      long left = state.getMax() - state.getCurrent();
      if (left > 0) {
        text.append(", ")
            .append(Readable.time(Duration.ofMillis(Math.round(1000 * left / rate))))
            .append(" to go");
      }
    }
    String note = state.getExtraMessage();
    if (note != null && !note.isBlank()) {
      text.append(text.isEmpty() ? "" : ", ").append(note.strip());
    }
    return text.toString();
  }

  private static String drawn(double share, int cells) {
    int eighths = (int) Math.round(share * cells * EIGHTHS.length());
    int full = eighths / EIGHTHS.length();
    String part = full < cells ? EIGHTHS.substring(eighths % EIGHTHS.length()).substring(0, 1) : "";
    return "█".repeat(full) + part + " ".repeat(Math.max(0, cells - full - 1));
  }

  /**
   * Redraws one line. The library's own consumer asks a native terminal library for the width,
   * which the launcher already knows.
   */
  private record Line(PrintStream err, int width) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return width;
    }

    @Override
    public void accept(String rendered) {
      err.print("\r" + rendered + "\u001b[K");
      err.flush();
    }

    /**
     * Not called for a bar that ends before it is drawn a second time, so the line is ended
     * elsewhere.
     */
    @Override
    public void close() {}
  }
}
