package org.likeness.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class FileReasonTest {
  @Test
  void namesOfFilesAreNoReasons() {
    assertThat(FileReason.of(new NoSuchFileException("a"))).isEqualTo("no such file or folder");
    assertThat(FileReason.of(new AccessDeniedException("a"))).isEqualTo("permission denied");
    assertThat(FileReason.of(new FileAlreadyExistsException("a")))
        .isEqualTo("a file of this name exists");
    assertThat(FileReason.of(new MalformedInputException(1))).isEqualTo("it is not UTF-8 text");
    assertThat(FileReason.of(new FileSystemException("a", null, "Device or resource busy")))
        .isEqualTo("Device or resource busy");
  }

  @Test
  void aMessageIsItsFirstLineWithoutAFullStop() {
    assertThat(FileReason.of(new IOException("Corrupted TAR archive.\nat 7")))
        .isEqualTo("Corrupted TAR archive");
    assertThat(FileReason.of(new IOException())).isEqualTo("IOException");
  }
}
