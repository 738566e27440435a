package org.likeness.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InputFileTest {
  @TempDir private Path folder;

  @Test
  void theReasonIsSaid() throws IOException {
    Path file = folder.resolve("a.txt");
    refused(file, "there is no file " + file);
    refused(folder, folder + " cannot be read: it is a folder");
    Files.write(file, "\u00e9t\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    refused(file, file + " cannot be read: it is not UTF-8 text");
    Files.writeString(file, "\u00e9t\u00e9");
    assertThat(InputFile.text(file)).isEqualTo("\u00e9t\u00e9");
  }

  @Test
  void aFileWithoutPermission() throws IOException {
    Path file = Files.writeString(folder.resolve("a.txt"), "a");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "this user may read everything");
    refused(file, file + " cannot be read: permission denied");
  }

  private static void refused(Path file, String message) {
    assertThatThrownBy(() -> InputFile.text(file))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }
}
