package org.likeness.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;
import org.likeness.error.RunException;

@Timeout(60)
final class DownloadTest {
  private static final byte[] CONTENT = DataFiles.records(1, 3, 3_000_000);
  private static final DownloadProgress SILENT = (file, bytes, total) -> {};

  @TempDir private Path folder;

  private String md5(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("for-checksum"), bytes);
    String md5 = Checksum.of(file, "MD5");
    Files.delete(file);
    return md5;
  }

  private Path fetch(FileServer server, String checksum) {
    return new Download(
            RemoteFile.of(server.url("data.bin"), checksum, 0),
            folder,
            "put data.bin into " + folder,
            SILENT)
        .fetch();
  }

  private static FileServer serving(boolean ranges, int breaks, int status) throws IOException {
    return new FileServer(CONTENT, ranges, breaks, status);
  }

  @Test
  void aWholeFileIsFetchedOnceAndProgressHeard() throws IOException {
    List<Long> heard = new ArrayList<>();
    try (FileServer server = serving(true, 0, 0)) {
      RemoteFile file = RemoteFile.of(server.url("data.bin"), md5(CONTENT), 0);
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
    try (FileServer server = serving(true, 2, 0)) {
      assertThat(fetch(server, md5(CONTENT))).hasBinaryContent(CONTENT);
      assertThat(server.requests()).hasSize(3).startsWith("whole");
      assertThat(server.requests().get(1)).startsWith("bytes=").isNotEqualTo("bytes=0-");
    }
  }

  @Test
  void whatAnEarlierProcessLeftIsUsed() throws IOException {
    Files.write(folder.resolve("data.bin.part"), Arrays.copyOf(CONTENT, 1_000_000));
    try (FileServer server = serving(true, 0, 0)) {
      assertThat(fetch(server, md5(CONTENT))).hasBinaryContent(CONTENT);
      assertThat(server.requests()).containsExactly("bytes=1000000-");
    }
    Files.move(folder.resolve("data.bin"), folder.resolve("data.bin.part"));
    try (FileServer server = serving(true, 0, 0)) {
      assertThat(fetch(server, md5(CONTENT)))
          .as("only the renaming was missing")
          .hasBinaryContent(CONTENT);
      assertThat(server.requests()).containsExactly("bytes=3000000-");
    }
    Files.delete(folder.resolve("data.bin"));
    Files.write(folder.resolve("data.bin.part"), new byte[CONTENT.length + 5]);
    try (FileServer server = serving(true, 0, 0)) {
      assertThat(fetch(server, md5(CONTENT)))
          .as("a part longer than the file")
          .hasBinaryContent(CONTENT);
      assertThat(server.requests()).containsExactly("bytes=3000005-", "whole");
    }
  }

  @Test
  void aServerWithoutRangesStartsAgain() throws IOException {
    Files.write(folder.resolve("data.bin.part"), new byte[4_000_000]);
    try (FileServer server = serving(false, 0, 0)) {
      assertThat(fetch(server, md5(CONTENT))).hasBinaryContent(CONTENT);
      assertThat(server.requests()).containsExactly("bytes=4000000-");
    }
  }

  @Test
  void aWrongChecksumIsNeverKept() throws IOException {
    String wrong = "0".repeat(32);
    try (FileServer server = serving(true, 0, 0)) {
      assertThatThrownBy(() -> fetch(server, wrong))
          .isInstanceOf(RunException.class)
          .hasMessageContaining(md5(CONTENT))
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
    try (FileServer server = serving(true, 0, 404)) {
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
  void anUnreachableHomeSaysWhichFilesGoWhere() throws IOException {
    String closed;
    try (FileServer server = serving(true, 0, 0)) {
      closed = server.url("cut.tar.gz");
    }
    NamedFiles files = named(closed, "0".repeat(32));
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
  void aFullDiskIsNoticedBefore() throws IOException {
    try (FileServer server = serving(true, 0, 0)) {
      RemoteFile file = RemoteFile.of(server.url("data.bin"), md5(CONTENT), 500);
      assertThatThrownBy(
              () -> new Download(file, folder, "", SILENT, path -> CONTENT.length + 499L).fetch())
          .isInstanceOf(RunException.class)
          .hasMessageContaining("3000499 bytes left, but data.bin needs 3000500");
      assertThat(new Download(file, folder, "", SILENT, path -> CONTENT.length + 500L).fetch())
          .exists();
    }
  }

  private static NamedFiles named(String url, String md5) {
    return new NamedFiles(
        "toy",
        "toy-files",
        List.of("mark.bin"),
        List.of(RemoteFile.of(url, md5, 0)),
        "the two files");
  }

  @Test
  void anArchiveIsUnpackedAndFoundAgain() throws Exception {
    Map<String, byte[]> content = new LinkedHashMap<>();
    content.put("toy-files/mark.bin", new byte[] {1, 2});
    content.put("toy-files/deep/other.bin", new byte[] {3});
    byte[] archive = DataFiles.gzip(DataFiles.tar(content));
    try (FileServer server = new FileServer(archive, true, 0, 0)) {
      NamedFiles files = named(server.url("toy.tar.gz"), md5(archive));
      DataOptions options = DataOptions.defaults().withRoot(folder.toString());
      List<CompletableFuture<Path>> both =
          List.of(
              CompletableFuture.supplyAsync(() -> files.locate(options, SILENT)),
              CompletableFuture.supplyAsync(() -> files.locate(options, SILENT)));
      for (CompletableFuture<Path> one : both) {
        assertThat(one.get()).isEqualTo(folder.resolve("toy/toy-files"));
      }
      assertThat(server.requests()).as("the second waits and finds the files").hasSize(1);
      assertThat(folder.resolve("toy/toy-files/deep/other.bin")).hasBinaryContent(new byte[] {3});
      assertThat(folder.resolve("toy/toy.tar.gz")).doesNotExist();
      // A path given by the user wins, wherever the files lie in it.
      assertThat(files.locate(options.withRoot(folder.resolve("toy").toString()), SILENT))
          .isEqualTo(folder.resolve("toy/toy-files"));
    }
  }

  @Test
  void anArchiveThatTheUserPutThereIsUsedAndKept() throws IOException {
    byte[] archive = DataFiles.gzip(DataFiles.tar(Map.of("toy-files/mark.bin", new byte[] {1})));
    try (FileServer server = serving(true, 0, 404)) {
      Path own = DataFiles.write(folder, "toy/toy.tar.gz", archive);
      NamedFiles files = named(server.url("toy.tar.gz"), md5(archive));
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
    try (FileServer server = new FileServer(other, true, 0, 0)) {
      List<RemoteFile> remotes =
          List.of(
              RemoteFile.of(server.url("first.gz"), md5(CONTENT), 0),
              RemoteFile.of(server.url("second.gz"), md5(other), 0));
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

  @Test
  void archivesWriteNothingOutside() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("inner"));
    for (String name : List.of("../evil.bin", "a/../../evil.bin", "..\\evil.bin")) {
      Path archive =
          DataFiles.write(
              folder, "x.tar.gz", DataFiles.gzip(DataFiles.tar(Map.of(name, new byte[] {1}))));
      assertThatThrownBy(() -> Archive.unpack(archive, inner))
          .as(name)
          .isInstanceOf(RunException.class)
          .hasMessageContaining("is outside");
      assertThat(folder.resolve("evil.bin")).doesNotExist();
    }
    Path absolute = folder.resolve("absolute.bin");
    Path archive =
        DataFiles.write(
            folder,
            "y.tar.gz",
            DataFiles.gzip(DataFiles.tar(Map.of(absolute.toString(), new byte[] {1}))));
    assertThatThrownBy(() -> Archive.unpack(archive, inner)).isInstanceOf(RunException.class);
    assertThat(absolute).doesNotExist();
  }

  @Test
  void linksInArchivesAreLeftOutAndCutArchivesLeaveNothing() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("inner"));
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry link = new TarArchiveEntry("out", TarConstants.LF_SYMLINK);
      link.setLinkName(folder.toString());
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
      TarArchiveEntry file = new TarArchiveEntry("out/evil.bin");
      file.setSize(1);
      tar.putArchiveEntry(file);
      tar.write(1);
      tar.closeArchiveEntry();
    }
    Archive.unpack(DataFiles.write(folder, "l.tar.gz", DataFiles.gzip(bytes.toByteArray())), inner);
    assertThat(folder.resolve("evil.bin")).doesNotExist();
    assertThat(inner.resolve("out/evil.bin")).exists();

    byte[] whole =
        DataFiles.gzip(DataFiles.tar(Map.of("cut/a.bin", CONTENT, "cut/b.bin", CONTENT)));
    Path cut = DataFiles.write(folder, "c.tar.gz", Arrays.copyOf(whole, whole.length - 100));
    assertThatThrownBy(() -> Archive.unpack(cut, inner))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("cannot be unpacked");
    assertThat(inner.resolve("cut")).doesNotExist();
  }
}
