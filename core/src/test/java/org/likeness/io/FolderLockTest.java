package org.likeness.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;

final class FolderLockTest {
  @TempDir Path folder;

  private FolderLock take() throws IOException {
    return FolderLock.take(folder, "the run", "name");
  }

  private Process holder(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                folder.toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).start();
  }

  @Test
  void theSecondLearnsWhoHasIt() throws Exception {
    Process other = holder();
    assertThat(other.inputReader().readLine()).isEqualTo("locked");
    assertThatThrownBy(this::take)
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the run "
                + folder
                + " is in use by process "
                + other.pid()
                + ": wait until that process ends, or choose another name");
    other.destroyForcibly().waitFor();
    take().close();
  }

  /** A second attempt in the same process must not release the lock of the first. */
  @Test
  void itIsHeldAfterASecondAttempt() throws Exception {
    try (FolderLock lock = take()) {
      assertThatThrownBy(this::take)
          .isInstanceOf(InputException.class)
          .hasMessage(
              "the run "
                  + folder
                  + " is in use by this process: close it first, or choose another name");
      assertThat(holder().waitFor()).isEqualTo(2);
    }
    take().close();
  }

  /** Looking whether it is free must not release it. */
  @Test
  void anotherThreadWaits() throws Exception {
    CompletableFuture<FolderLock> waiting;
    try (FolderLock lock = FolderLock.await(folder)) {
      assertThat(FolderLock.tryTake(folder)).isEmpty();
      assertThat(holder().waitFor()).isEqualTo(2);
      waiting =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return FolderLock.await(folder);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertThat(waiting).isNotDone();
    }
    try (FolderLock lock = waiting.get(60, TimeUnit.SECONDS)) {
      assertThat(FolderLock.tryTake(folder)).isEmpty();
    }
    FolderLock.tryTake(folder).orElseThrow().close();
  }

  @Test
  void whoeverLooksLearnsWhetherItIsHeld() throws Exception {
    assertThat(FolderLock.isHeld(folder.resolve("none"))).isFalse();
    assertThat(FolderLock.isHeld(folder)).isFalse();
    assertThat(folder).isEmptyDirectory();
    // The number of a process that is alive does not make it held.
    Files.writeString(
        folder.resolve(FolderLock.NAME), Long.toString(ProcessHandle.current().pid()));
    assertThat(FolderLock.isHeld(folder)).isFalse();
    try (FolderLock lock = take()) {
      assertThat(FolderLock.isHeld(folder)).isTrue();
      assertThat(holder().waitFor()).as("it is still held").isEqualTo(2);
    }
    assertThat(FolderLock.isHeld(folder)).isFalse();
    Process other = holder();
    assertThat(other.inputReader().readLine()).isEqualTo("locked");
    assertThat(FolderLock.isHeld(folder)).isTrue();
    other.destroyForcibly().waitFor();
    assertThat(FolderLock.isHeld(folder)).isFalse();
  }

  /** Looking from another process all the time, which locks the file for moments. */
  @Test
  void lookingDoesNotKeepOthersFromTakingIt() throws Exception {
    take().close();
    Process other = holder("looks");
    assertThat(other.inputReader().readLine()).isEqualTo("looks");
    for (int i = 0; i < 500; i++) {
      take().close();
    }
    assertThat(other.isAlive()).isTrue();
    other.destroyForcibly().waitFor();
  }

  /** Looking takes as long as a loaded machine lets it. */
  @Test
  void whoeverLooksIsWaitedFor() throws Exception {
    take().close();
    Process other = holder("looks slowly");
    assertThat(other.inputReader().readLine()).isEqualTo("looks slowly");
    take().close();
    assertThat(other.waitFor()).isZero();
  }

  @Test
  void aFailureLeavesNothingLocked() throws IOException {
    Files.createDirectory(folder.resolve(FolderLock.NAME));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::take).isInstanceOf(IOException.class);
    }
    Files.delete(folder.resolve(FolderLock.NAME));
    take().close();
  }
}
