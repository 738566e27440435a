package org.likeness.cli.console;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class InterruptionTest {
  private static final int SIGINT = 2;

  /**
   * The process that is stopped: says that it runs, works until it is asked to stop, saves, says
   * so.
   */
  @SuppressWarnings({"unused", "EffectivelyPrivate"}) // started by its name in a process of its own
  private static final class Worker {
    public static void main(String[] args) throws InterruptedException {
      try (Interruption interruption = new Interruption(Duration.ofMinutes(4))) {
        System.out.println("running");
        while (!interruption.isRequested()) {
          Thread.sleep(5);
        }
        Thread.sleep(100);
        System.out.println("saved");
      }
      Thread.sleep(600_000);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGINT to send")
  void aProcessThatIsInterruptedSavesAndLeavesWith130() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("running");
      assumeFalse(ignoresInterrupts(process.pid()), "this build was started with SIGINT ignored");
      assertThat(
              new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor())
          .isZero();
      assertThat(process.waitFor(300, SECONDS)).isTrue();
      assertThat(lines.readLine()).isEqualTo("saved");
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
  }

  /** What runs in the background of a script inherits that, and Java then leaves the signal be. */
  private static boolean ignoresInterrupts(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    if (!Files.isReadable(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16))
        .anyMatch(mask -> (mask >> SIGINT - 1 & 1) == 1);
  }

  @Test
  void closedWithoutASignalItAskedForNothing() {
    Interruption interruption = new Interruption(Duration.ofSeconds(1));
    interruption.close();
    assertThat(interruption.isRequested()).isFalse();
  }
}
