package org.likeness.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.source.FileServer.Answer;
import org.likeness.error.InputException;
import org.likeness.error.RunException;

@Timeout(300)
final class NamedFilesTest {
  private static final byte[] CONTENT = DataFiles.records(1, 3, 1000);
  private static final DownloadProgress SILENT = (file, bytes, total) -> {};

  @TempDir private Path folder;

  private static NamedFiles named(String url, String checksum, int bytes) {
    return new NamedFiles(
        "toy",
        "toy-files",
        List.of("mark.bin"),
        List.of(RemoteFile.of(url, checksum, bytes, 0)),
        "the two files");
  }

  @Test
  void anUnreachableHomeSaysWhichFilesGoWhere() throws IOException {
    String closed;
    try (FileServer server = new FileServer(CONTENT, true, Answer.WHOLE)) {
      closed = server.url("cut.tar.gz");
    }
    NamedFiles files = named(closed, "0".repeat(32), 1);
    assertThatThrownBy(
            () -> files.locate(DataOptions.defaults().withRoot(folder.toString()), SILENT))
        .isInstanceOf(RunException.class)
        .hasMessageStartingWith(closed + " cannot be downloaded: ")
        .hasMessageEndingWith("or put the two files into " + folder.resolve("toy"));
    assertThatThrownBy(
            () ->
                files.locate(
                    DataOptions.defaults().withRoot(folder.toString()).withDownload(false), SILENT))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "toy is not in "
                + folder
                + " and download is off: set data.download=true, or put the two files into "
                + folder.resolve("toy"));
  }

  @Test
  void anArchiveIsUnpackedAndFoundAgain() throws Exception {
    Map<String, byte[]> content = new LinkedHashMap<>();
    content.put("toy-files/mark.bin", new byte[] {1, 2});
    content.put("toy-files/deep/other.bin", new byte[] {3});
    byte[] archive = DataFiles.gzip(DataFiles.tar(content));
    // Java's HTTP client completes its answers on the common pool, which these must not block.
    ExecutorService two = Executors.newFixedThreadPool(2);
    try (FileServer server = new FileServer(archive, true, Answer.WHOLE)) {
      NamedFiles files = named(server.url("toy.tar.gz"), DataFiles.md5(archive), archive.length);
      DataOptions options = DataOptions.defaults().withRoot(folder.toString());
      List<CompletableFuture<Path>> both =
          List.of(
              CompletableFuture.supplyAsync(() -> files.locate(options, SILENT), two),
              CompletableFuture.supplyAsync(() -> files.locate(options, SILENT), two));
      for (CompletableFuture<Path> one : both) {
        assertThat(one.get()).isEqualTo(folder.resolve("toy/toy-files"));
      }
      assertThat(server.requests()).as("the second waits and finds the files").hasSize(1);
      assertThat(folder.resolve("toy/toy-files/deep/other.bin")).hasBinaryContent(new byte[] {3});
      assertThat(folder.resolve("toy/toy.tar.gz")).doesNotExist();
      DataFiles.write(folder, "toy/toy.tar.gz.part", archive);
      DataFiles.write(folder, "toy/.unpacking/toy-files/mark.bin", new byte[] {1, 2});
      assertThat(files.locate(options, SILENT)).isEqualTo(folder.resolve("toy/toy-files"));
      assertThat(folder.resolve("toy"))
          .as("what a killed process left is removed")
          .isDirectoryNotContaining(path -> !path.endsWith(".lock") && !path.endsWith("toy-files"));
      // A path given by the user wins, wherever the files lie in it.
      assertThat(files.locate(options.withRoot(folder.resolve("toy").toString()), SILENT))
          .isEqualTo(folder.resolve("toy/toy-files"));
    } finally {
      two.shutdown();
    }
  }

  @Test
  void anArchiveThatTheUserPutThereIsUsedAndKept() throws IOException {
    byte[] archive = DataFiles.gzip(DataFiles.tar(Map.of("toy-files/mark.bin", new byte[] {1})));
    try (FileServer server = new FileServer(CONTENT, true, Answer.MISSING)) {
      Path own = DataFiles.write(folder, "toy/toy.tar.gz", archive);
      NamedFiles files = named(server.url("toy.tar.gz"), DataFiles.md5(archive), archive.length);
      assertThat(files.locate(DataOptions.defaults().withRoot(folder.toString()), SILENT))
          .isEqualTo(folder.resolve("toy/toy-files"));
      assertThat(own).exists();
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void ofSeveralFilesOnlyThoseMissingAreFetched() throws IOException {
    byte[] other = {4, 5};
    DataFiles.write(folder, "toy/first", CONTENT);
    try (FileServer server = new FileServer(other, true, Answer.WHOLE)) {
      List<RemoteFile> remotes =
          List.of(
              RemoteFile.of(server.url("first.gz"), DataFiles.md5(CONTENT), CONTENT.length, 0),
              RemoteFile.of(server.url("second.gz"), DataFiles.md5(other), other.length, 0));
      NamedFiles files =
          new NamedFiles("toy", "none", List.of("first", "first.gz"), remotes, "the two files");
      DataOptions options = DataOptions.defaults().withRoot(folder.toString());
      assertThat(files.locate(options.withDownload(false), SILENT))
          .isEqualTo(folder.resolve("toy"));
      assertThat(server.requests()).isEmpty();
      assertThat(files.locate(options, SILENT)).isEqualTo(folder.resolve("toy"));
      assertThat(folder.resolve("toy/second.gz")).hasBinaryContent(other);
      assertThat(folder.resolve("toy/first.gz")).doesNotExist();
    }
  }
}
