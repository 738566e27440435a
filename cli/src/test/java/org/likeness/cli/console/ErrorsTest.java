package org.likeness.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;
import org.likeness.error.InputException;
import org.likeness.error.RunException;

/** What is said, and with which exit code, when a command stops with an exception. */
final class ErrorsTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console =
      new Console(
          new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          Terminal.none());

  private void check(Throwable thrown, int exitCode, String text) {
    err.reset();
    assertThat(Errors.failure(console, thrown)).isEqualTo(exitCode);
    assertThat(Outcome.text(err)).isEqualTo(text);
  }

  @Test
  void explainedFailuresAreOneSentence() {
    check(new InputException("photos holds no image"), 2, "Error: photos holds no image.\n");
    check(
        new InputException("no such key, did you mean tau?"),
        2,
        "Error: no such key, did you mean tau?\n");
    check(new RunException("the loss is not finite"), 1, "Error: the loss is not finite.\n");
    check(
        new ExecutionException(new InputException("photos holds no image")),
        2,
        "Error: photos holds no image.\n");
  }

  @Test
  void othersSayHowToLearnMore() {
    check(
        new IllegalStateException("two rows"),
        1,
        "Error: unexpected IllegalStateException (two rows): run again with --verbose for the stack trace.\n");
    check(
        new ArithmeticException(),
        1,
        "Error: unexpected ArithmeticException: run again with --verbose for the stack trace.\n");
  }

  @Test
  void aPathWithoutItsOptionIsUnderstood(@TempDir Path folder) {
    assertThat(Outcome.of("pretrain", folder.toString()).err())
        .startsWith(
            "Error: unexpected argument " + folder + ", did you mean --data " + folder + "?\n");
  }

  @Test
  void whatTheMachineLacksIsNamed() {
    long megabytes = Runtime.getRuntime().maxMemory() >> 20;
    check(
        new OutOfMemoryError("Java heap space"),
        1,
        "Error: this command does not fit into Java's memory of %d MB: raise it with LIKENESS_JAVA_OPTS=-Xmx%dm, or use a smaller batch or fewer workers.\n"
            .formatted(megabytes, 2 * megabytes));
    check(
        new UnsatisfiedLinkError("no jnitorch in java.library.path"),
        1,
        "Error: a native library cannot be loaded (no jnitorch in java.library.path): './likeness doctor' says what is missing.\n");
    check(
        new IllegalStateException(
            "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to"
                + " allocate 24000000000000 bytes. Error code 12 (Cannot allocate memory)\nframe #0"),
        1,
        "Error: there is no memory for a tensor of 24 TB: use a smaller batch, smaller views or a smaller network.\n");
    check(new NoSuchFileException("photos/a.jpg"), 1, "Error: there is no file photos/a.jpg.\n");
    check(
        new IOException("No space left on device"),
        1,
        "Error: the disk is full (No space left on device): free some space and try again.\n");
  }

  @Test
  void theStackTraceIsShownOnRequestOnly() {
    console.verbose(true);
    Errors.failure(console, new InputException("photos holds no image"));
    assertThat(Outcome.text(err))
        .startsWith("Error: photos holds no image.\n")
        .contains("at org.likeness.cli.console.ErrorsTest");
  }
}
