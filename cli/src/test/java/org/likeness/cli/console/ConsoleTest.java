package org.likeness.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.likeness.cli.Outcome;

final class ConsoleTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final AtomicLong seconds = new AtomicLong();
  private final Console console = console(Terminal.none());

  private Console console(Terminal terminal) {
    return new Console(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        terminal,
        () -> seconds.get() * 1_000_000_000L);
  }

  private void sayEverything() {
    console.line("line");
    console.result("result");
    console.object(Map.of("answer", 42));
    console.warn("careful");
    try (TaskProgress progress = console.progress("Reading", 2, "images")) {
      progress.to(2);
    }
  }

  @Test
  void usuallyTextIsShown() {
    sayEverything();
    assertThat(Outcome.text(out)).isEqualTo("line\nresult\n");
    assertThat(Outcome.text(err))
        .isEqualTo("Warning: careful\nReading: 2 of 2 images (100 %) in 0.0 s\n");
  }

  @Test
  void quietShowsResultsAndWarnings() {
    console.quiet(true);
    sayEverything();
    assertThat(Outcome.text(out)).isEqualTo("result\n");
    assertThat(Outcome.text(err)).isEqualTo("Warning: careful\n");
  }

  @Test
  void jsonShowsOneObject() {
    console.json(true);
    sayEverything();
    assertThat(Outcome.text(out)).isEqualTo("{\n  \"answer\" : 42\n}\n");
    assertThatThrownBy(() -> console.object(Map.of())).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void withoutATerminalALineIsPrintedNowAndThen() {
    try (TaskProgress progress = console.progress("Embedding", 1000, "images")) {
      step(progress, 0, 1);
      step(progress, 0, 300); // a tenth, but within the same second
      step(progress, 1, 301);
      step(progress, 2, 310);
      step(progress, 10, 320); // nine seconds of silence
      step(progress, 11, 330);
      progress.note("loss 2.1");
      step(progress, 30, 700);
      step(progress, 40, 1000);
    }
    assertThat(Outcome.text(err))
        .isEqualTo(
            """
            Embedding: 1 of 1,000 images (0 %)
            Embedding: 301 of 1,000 images (30 %), 2.3 s to go
            Embedding: 330 of 1,000 images (33 %), 22 s to go
            Embedding: 700 of 1,000 images (70 %), 13 s to go, loss 2.1
            Embedding: 1,000 of 1,000 images (100 %) in 40 s, loss 2.1
            """);
  }

  private void step(TaskProgress progress, long second, long done) {
    seconds.set(second);
    progress.to(done);
  }

  @Test
  void aTaskThatStopsEarlySaysHowFarItCame() {
    try (TaskProgress progress = console.progress("Embedding", 1000, "images")) {
      progress.to(1);
      progress.to(5);
    }
    assertThat(Outcome.text(err))
        .isEqualTo("Embedding: 1 of 1,000 images (0 %)\nEmbedding: 5 of 1,000 images (0 %)\n");
  }

  @Test
  void onATerminalABarIsDrawnInPlace() {
    Console terminal = console(new Terminal(false, true, false, 80));
    try (TaskProgress progress = terminal.progress("Embedding", 4, "images")) {
      progress.to(4);
    }
    String text = Outcome.text(err);
    assertThat(text)
        .contains("\rEmbedding 100 % ████")
        .contains(" images/s")
        .doesNotContain("to go")
        .endsWith("\n");
    assertThat(text.chars().filter(c -> c == '\n').count()).isEqualTo(1);
    assertFits(text, 80);
  }

  @Test
  void aBarFitsANarrowTerminalWithAllThatIsSaidBesideIt() {
    Console terminal = console(new Terminal(false, true, false, 60));
    try (TaskProgress progress = terminal.progress("Learning", 76_800, "images")) {
      progress.from(38_400);
      progress.note("epoch 13/25, loss 3.410, and more words than there is room for");
      progress.to(57_600);
    }
    String text = Outcome.text(err);
    assertThat(text).contains("\rLearning  75 % ██████");
    assertFits(text, 60);
  }

  private static void assertFits(String text, int columns) {
    assertThat(text.strip().split("\r"))
        .allSatisfy(line -> assertThat(line.replace("\u001b[K", "")).hasSizeLessThan(columns));
  }

  @Test
  void progressNeedsSomethingToCount() {
    assertThatThrownBy(() -> console.progress("Embedding", 0, "images"))
        .hasMessage("total must be at least 1 but is 0");
  }
}
