package org.likeness.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.RunException;

final class ArchiveTest {
  private static final byte[] CONTENT = DataFiles.records(1, 3, 3_000_000);

  @TempDir private Path folder;

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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
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
