package org.likeness.cli.command;

import java.util.Optional;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.TaskProgress;
import org.likeness.data.source.DownloadProgress;

/** A bar for each file that is downloaded, in kilobytes. */
final class DownloadBar implements DownloadProgress, AutoCloseable {
  private static final int KILOBYTE = 1000;

  private final Console console;
  private Optional<TaskProgress> progress = Optional.empty();
  private String file = "";
  private long last;

  DownloadBar(Console console) {
    this.console = console;
  }

  @Override
  public void received(String name, long bytes, long total) {
    if (total < KILOBYTE) {
      return;
    }
    boolean first = !name.equals(file);
    if (first) {
      close();
      file = name;
      progress = Optional.of(console.progress("Downloading " + name, total / KILOBYTE, "kB"));
    }
    if (first || bytes < last) { // what an earlier process received says nothing about the rate
      progress.ifPresent(bar -> bar.from(bytes / KILOBYTE));
    }
    last = bytes;
    progress.ifPresent(bar -> bar.to(bytes / KILOBYTE));
  }

  @Override
  public void close() {
    progress.ifPresent(TaskProgress::close);
    progress = Optional.empty();
  }
}
