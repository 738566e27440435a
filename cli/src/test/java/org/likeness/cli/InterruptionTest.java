package org.likeness.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

final class InterruptionTest {
  /**
   * The process that is stopped: says that it runs, works until it is asked to stop, saves, says
   * so.
   */
  @SuppressWarnings({"unused", "EffectivelyPrivate"}) // started by its name in a process of its own
  private static final class Worker {
    public static void main(String[] args) throws InterruptedException {
      try (Interruption interruption = new Interruption(Duration.ofSeconds(30))) {
        System.out.println("running");
        while (!interruption.isRequested()) {
          Thread.sleep(5);
        }
        Thread.sleep(100);
        System.out.println("saved");
      }
      Thread.sleep(60_000);
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
      assertThat(
              new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor())
          .isZero();
      assertThat(lines.readLine()).isEqualTo("saved");
      assertThat(process.waitFor(20, SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void closedWithoutASignalItAskedForNothing() {
    Interruption interruption = new Interruption(Duration.ofSeconds(1));
    interruption.close();
    assertThat(interruption.isRequested()).isFalse();
  }
}
