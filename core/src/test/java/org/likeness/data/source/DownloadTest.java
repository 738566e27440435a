package org.likeness.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.source.FileServer.Answer;
import org.likeness.error.RunException;

@Timeout(300)
final class DownloadTest {
  private static final byte[] CONTENT = DataFiles.records(1, 3, 3_000_000);
  private static final TimeLimits LONG = waiting(60_000, 60_000, 60_000);
  private static final DownloadProgress SILENT = (file, bytes, total) -> {};

  @TempDir private Path folder;

  private Path fetch(FileServer server, String checksum) {
    return fetch(server, checksum, LONG);
  }

  private Path fetch(FileServer server, String checksum, TimeLimits limits) {
    return new Download(
            RemoteFile.of(server.url("data.bin"), checksum, CONTENT.length, 0),
            folder,
            "put data.bin into " + folder,
            SILENT,
            path -> Long.MAX_VALUE,
            limits)
        .fetch();
  }

  private static FileServer serving(Answer... answers) throws IOException {
    return new FileServer(CONTENT, true, answers);
  }

  private static TimeLimits waiting(int answer, int silence, int window) {
    return new TimeLimits(
        Duration.ofMillis(answer),
        Duration.ofMillis(silence),
        Duration.ofMillis(window),
        10_000,
        Duration.ofMillis(1));
  }

  @Test
  void aWholeFileIsFetchedOnceAndProgressHeard() throws IOException {
    List<Long> heard = new ArrayList<>();
    try (FileServer server = serving(Answer.WHOLE)) {
      RemoteFile file =
          RemoteFile.of(server.url("data.bin"), DataFiles.md5(CONTENT), CONTENT.length, 0);
      DownloadProgress progress =
          (name, bytes, total) -> {
            assertThat(name).isEqualTo("data.bin");
            assertThat(total).isEqualTo(CONTENT.length);
            heard.add(bytes);
          };
      Path fetched = new Download(file, folder.resolve("new"), "", progress).fetch();
      assertThat(fetched).hasBinaryContent(CONTENT).isEqualTo(folder.resolve("new/data.bin"));
      assertThat(fetched.resolveSibling("data.bin.part")).doesNotExist();
      assertThat(heard).isSorted().endsWith((long) CONTENT.length).hasSizeGreaterThanOrEqualTo(3);
      new Download(file, folder.resolve("new"), "", progress).fetch();
      assertThat(server.requests()).containsExactly("whole");
    }
  }

  @Test
  void anInterruptedDownloadGoesOnWhereItStopped() throws IOException {
    try (FileServer server = serving(Answer.HALF, Answer.HALF, Answer.WHOLE)) {
      assertThat(fetch(server, DataFiles.md5(CONTENT))).hasBinaryContent(CONTENT);
      assertThat(server.requests()).hasSize(3).startsWith("whole");
      assertThat(server.requests().get(1)).startsWith("bytes=").isNotEqualTo("bytes=0-");
    }
  }

  @Test
  void whatAnEarlierProcessLeftIsUsed() throws IOException {
    Files.write(folder.resolve("data.bin.part"), Arrays.copyOf(CONTENT, 1_000_000));
    try (FileServer server = serving(Answer.WHOLE)) {
      assertThat(fetch(server, DataFiles.md5(CONTENT))).hasBinaryContent(CONTENT);
      assertThat(server.requests()).containsExactly("bytes=1000000-");
    }
    Files.move(folder.resolve("data.bin"), folder.resolve("data.bin.part"));
    try (FileServer server = serving(Answer.WHOLE)) {
      assertThat(fetch(server, DataFiles.md5(CONTENT)))
          .as("only the renaming was missing")
          .hasBinaryContent(CONTENT);
      assertThat(server.requests()).isEmpty();
    }
    Files.delete(folder.resolve("data.bin"));
    Files.write(folder.resolve("data.bin.part"), new byte[CONTENT.length + 5]);
    try (FileServer server = serving(Answer.WHOLE)) {
      assertThat(fetch(server, DataFiles.md5(CONTENT)))
          .as("a part longer than the file")
          .hasBinaryContent(CONTENT);
      assertThat(server.requests()).containsExactly("whole");
    }
  }

  @Test
  void aServerWithoutRangesStartsAgain() throws IOException {
    Files.write(folder.resolve("data.bin.part"), new byte[1_000_000]);
    try (FileServer server = new FileServer(CONTENT, false, Answer.WHOLE)) {
      assertThat(fetch(server, DataFiles.md5(CONTENT))).hasBinaryContent(CONTENT);
      assertThat(server.requests()).containsExactly("bytes=1000000-");
    }
  }

  @Test
  void partsThatDoNotFitAreFetchedAgain() throws IOException {
    Files.write(folder.resolve("data.bin.part"), new byte[1_000_000]);
    try (FileServer server = serving(Answer.WHOLE)) {
      assertThat(fetch(server, DataFiles.md5(CONTENT))).hasBinaryContent(CONTENT);
      assertThat(server.requests()).containsExactly("bytes=1000000-", "whole");
    }
  }

  /** From the middle, or from before it where this machine pauses for a second. */
  @Test
  void aBodyThatStallsIsContinuedByAnotherRequest() throws IOException {
    try (FileServer server = serving(Answer.STALL, Answer.STALL, Answer.WHOLE)) {
      assertThat(fetch(server, DataFiles.md5(CONTENT), waiting(60_000, 1000, 60_000)))
          .hasBinaryContent(CONTENT);
      assertThat(server.requests()).contains("bytes=1500000-");
    }
  }

  @Test
  void aServerThatIsAlwaysSilentEndsTheDownload() throws IOException {
    try (FileServer server = serving(Answer.STALL)) {
      assertThatThrownBy(() -> fetch(server, "0".repeat(32), waiting(60_000, 100, 60_000)))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("cannot be downloaded: no byte arrived for 100 ms (1500000 bytes");
      assertThat(server.requests()).hasSizeGreaterThan(Download.RETRIES);
      assertThat(folder.resolve("data.bin.part")).hasSize(CONTENT.length / 2);
    }
    try (FileServer server = serving(Answer.SILENT)) {
      assertThatThrownBy(() -> fetch(server, "0".repeat(32), waiting(100, 60_000, 60_000)))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("cannot be downloaded: the server does not answer (1500000 bytes");
    }
  }

  @Test
  void aServerThatIsTooSlowEndsTheDownload() throws IOException {
    try (FileServer server = serving(Answer.SLOW)) {
      assertThatThrownBy(() -> fetch(server, "0".repeat(32), waiting(60_000, 60_000, 150)))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("cannot be downloaded: only ")
          .hasMessageContaining(" bytes arrived in 150 ms (");
      assertThat(server.requests()).hasSize(Download.RETRIES + 1);
    }
  }

  @Test
  void aBodyWithoutEndIsCutAtTheSizeOfTheFile() throws IOException {
    try (FileServer server = serving(Answer.ENDLESS)) {
      assertThat(fetch(server, DataFiles.md5(CONTENT))).hasBinaryContent(CONTENT);
      Files.delete(folder.resolve("data.bin"));
      assertThatThrownBy(() -> fetch(server, "0".repeat(32)))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("it was deleted");
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void aFileOfAnotherSizeIsNotFetched() throws IOException {
    Files.write(folder.resolve("data.bin.part"), new byte[7]);
    for (boolean ranges : new boolean[] {true, false}) {
      byte[] larger = Arrays.copyOf(CONTENT, CONTENT.length + 1);
      try (FileServer server = new FileServer(larger, ranges, Answer.WHOLE)) {
        assertThatThrownBy(() -> fetch(server, DataFiles.md5(CONTENT)))
            .isInstanceOf(RunException.class)
            .hasMessageContaining("the server's file has 3000001 bytes, expected 3000000 (7 bytes");
        assertThat(server.requests()).hasSize(1);
      }
    }
  }

  @Test
  void aRangeOfImpossibleNumbersIsNotUsed() throws IOException {
    Files.write(folder.resolve("data.bin.part"), new byte[7]);
    try (FileServer server = serving(Answer.HUGE_RANGE, Answer.WHOLE)) {
      assertThat(fetch(server, DataFiles.md5(CONTENT))).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void aServerThatIsBusyIsAskedAgain() throws IOException {
    try (FileServer server = serving(Answer.UNAVAILABLE, Answer.UNAVAILABLE, Answer.WHOLE)) {
      assertThat(fetch(server, DataFiles.md5(CONTENT))).hasBinaryContent(CONTENT);
    }
    Files.delete(folder.resolve("data.bin"));
    try (FileServer server = serving(Answer.UNAVAILABLE)) {
      assertThatThrownBy(() -> fetch(server, "0".repeat(32)))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("the server answers 503; try again later");
      assertThat(server.requests()).hasSize(Download.RETRIES + 1);
    }
  }

  @Test
  void aServerThatBreaksOffAndNeverResumesEndsTheDownload() throws IOException {
    try (FileServer server = new FileServer(CONTENT, false, Answer.HALF)) {
      assertThatThrownBy(() -> fetch(server, "0".repeat(32)))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("(1500000 bytes were received and are kept)");
      assertThat(server.requests()).hasSize(Download.RETRIES + 2);
    }
  }

  @Test
  void anInterruptedThreadStops() throws Exception {
    try (FileServer server = serving(Answer.STALL)) {
      CompletableFuture<String> failure = new CompletableFuture<>();
      Thread thread =
          new Thread(
              () -> {
                try {
                  fetch(server, "0".repeat(32));
                } catch (RunException e) {
                  failure.complete(e.getMessage() + Thread.currentThread().isInterrupted());
                }
              });
      thread.start();
      while (server.requests().isEmpty()) {
        Thread.onSpinWait();
      }
      thread.interrupt();
      assertThat(failure.get(30, TimeUnit.SECONDS))
          .contains("cannot be downloaded: interrupted")
          .endsWith("true");
      thread.join();
    }
  }

  /** The file's channel is what notices the interrupt here, not the wait for the server. */
  @Test
  void aThreadInterruptedBeforeTheFirstByteStops() throws IOException {
    try (FileServer server = serving(Answer.STALL)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> fetch(server, "0".repeat(32)))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("cannot be downloaded: interrupted");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aWrongChecksumIsNeverKept() throws IOException {
    String wrong = "0".repeat(32);
    try (FileServer server = serving(Answer.WHOLE)) {
      assertThatThrownBy(() -> fetch(server, wrong))
          .isInstanceOf(RunException.class)
          .hasMessageContaining(DataFiles.md5(CONTENT))
          .hasMessageContaining("expected " + wrong)
          .hasMessageContaining("it was deleted, so run the command again");
      assertThat(folder).isEmptyDirectory();
      Path own = Files.write(folder.resolve("data.bin"), new byte[3]);
      assertThatThrownBy(() -> fetch(server, wrong))
          .isInstanceOf(RunException.class)
          .hasMessageContaining("delete " + own);
      assertThat(own).exists();
    }
  }

  @Test
  void aMissingFileSaysWhatToDoAndKeepsWhatArrived() throws IOException {
    Files.write(folder.resolve("data.bin.part"), new byte[7]);
    try (FileServer server = serving(Answer.MISSING)) {
      assertThatThrownBy(() -> fetch(server, "0".repeat(64)))
          .isInstanceOf(RunException.class)
          .hasMessage(
              server.url("data.bin")
                  + " cannot be downloaded: the server answers 404 (7 bytes were received and are kept); try again later,"
                  + " or put data.bin into "
                  + folder);
    }
    assertThat(folder.resolve("data.bin.part")).hasSize(7);
  }

  @Test
  void aFullDiskIsNoticedBefore() throws IOException {
    try (FileServer server = serving(Answer.WHOLE)) {
      RemoteFile file =
          RemoteFile.of(server.url("data.bin"), DataFiles.md5(CONTENT), CONTENT.length, 500);
      assertThatThrownBy(
              () ->
                  new Download(file, folder, "", SILENT, path -> CONTENT.length + 499L, LONG)
                      .fetch())
          .isInstanceOf(RunException.class)
          .hasMessageContaining("3000499 bytes left, but data.bin needs 3000500");
      assertThat(
              new Download(file, folder, "", SILENT, path -> CONTENT.length + 500L, LONG).fetch())
          .exists();
    }
  }
}
