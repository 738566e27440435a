package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.RunException;

final class CsvFileTest {
  private static final List<String> HEADER = List.of("id", "name");

  @TempDir Path folder;

  @Test
  void rowsAreWritten() throws IOException {
    Path file = folder.resolve("some.csv");
    CsvFile.write(
        file,
        HEADER,
        writer -> {
          for (int i = 0; i < 10_000; i++) {
            writer.accept(List.of(String.valueOf(i), "a,b"));
          }
        });
    assertThat(Files.readAllLines(file))
        .hasSize(10_001)
        .startsWith("id,name", "0,\"a,b\"")
        .endsWith("9999,\"a,b\"");
  }

  /** What makes the rows may fail by itself: the file is not to blame. */
  @Test
  void failuresOfTheRowsAreTheirOwn() throws IOException {
    Path file = folder.resolve("some.csv");
    IOException broken = new IOException("an image is gone");
    assertThatThrownBy(
            () ->
                CsvFile.write(
                    file,
                    HEADER,
                    writer -> {
                      throw broken;
                    }))
        .isSameAs(broken);
    UncheckedIOException unchecked = new UncheckedIOException(broken);
    assertThatThrownBy(
            () ->
                CsvFile.write(
                    file,
                    HEADER,
                    writer -> {
                      throw unchecked;
                    }))
        .isSameAs(unchecked);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFileThatCannotBeWrittenIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("a file"), "").resolve("some.csv");
    assertThatThrownBy(() -> CsvFile.write(file, HEADER, writer -> {}))
        .isInstanceOf(RunException.class)
        .hasMessageContaining(file + " cannot be written");
  }
}
