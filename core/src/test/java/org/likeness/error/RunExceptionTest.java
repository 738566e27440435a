package org.likeness.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class RunExceptionTest {
  @Test
  void usualCausesAreNamedWhereTheReasonIsNone() {
    assertThat(sentence(new IOException("No space left on device")))
        .isEqualTo(
            "a cannot be written: No space left on device (is the disk full, or the folder not writable?)");
    assertThat(sentence(new AccessDeniedException("a")))
        .isEqualTo(
            "a cannot be written: permission denied (is the disk full, or the folder not writable?)");
    assertThat(sentence(new NoSuchFileException("a")))
        .isEqualTo("a cannot be written: no such file or folder");
    assertThat(sentence(new FileSystemException("a", "b", "Not a directory")))
        .isEqualTo("a cannot be written: Not a directory");
  }

  private static String sentence(IOException cause) {
    return RunException.unwritable(Path.of("a"), cause).getMessage();
  }
}
