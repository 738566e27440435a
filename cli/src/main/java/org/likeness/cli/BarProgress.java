package org.likeness.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A bar on a terminal, drawn by me.tongfei's progressbar on a thread of its own, five times a
 * second.
 */
final class BarProgress implements Progress {
  private static final int MILLIS = 200;

  private final PrintStream err;
  private final ProgressBar bar;

  BarProgress(PrintStream err, int columns, String task, long total, String unit) {
    this.err = err;
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(" " + unit, 1)
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setUpdateIntervalMillis(MILLIS)
            .setConsumer(new Line(err, columns - 1))
            .showSpeed()
            .build();
  }

  @Override
  public void to(long done) {
    bar.stepTo(done);
  }

  @Override
  public void note(String text) {
    bar.setExtraMessage(" " + text);
  }

  @Override
  public void close() {
    bar.close();
    err.println();
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
      err.print("\r" + rendered);
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
