package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Terminal;

final class DownloadBarTest {
  private static final long SECOND = 1_000_000_000L;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream err = new PrintStream(printed, true, StandardCharsets.UTF_8);
  private final AtomicLong now = new AtomicLong(20 * SECOND);
  private final Console console = new Console(err, err, Terminal.none(), now::get);

  @Test
  void whatAnEarlierProcessReceivedDoesNotShortenTheTimeLeft() {
    try (DownloadBar bar = new DownloadBar(console)) {
      bar.received("x.gz", 5_000_000, 10_000_000);
      now.addAndGet(10 * SECOND);
      bar.received("x.gz", 6_000_000, 10_000_000);
      bar.received("x.gz", 2_000_000, 10_000_000); // the server begins again
      now.addAndGet(10 * SECOND);
      bar.received("x.gz", 4_000_000, 10_000_000);
      bar.received("x.gz", 10_000_000, 10_000_000);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "Downloading x.gz: 5,000 of 10,000 kB (50 %)",
            "Downloading x.gz: 6,000 of 10,000 kB (60 %), 40 s to go",
            "Downloading x.gz: 4,000 of 10,000 kB (40 %), 1 min to go",
            "Downloading x.gz: 10,000 of 10,000 kB (100 %) in 20 s");
  }
}
