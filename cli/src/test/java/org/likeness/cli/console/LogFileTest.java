package org.likeness.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class LogFileTest {
  private static final Logger log = LoggerFactory.getLogger(LogFileTest.class);

  @TempDir Path folder;

  @Test
  void takesWhatIsLoggedWhileItIsOpen() throws IOException {
    Path file = folder.resolve("log.txt");
    try (LogFile ignored = new LogFile(file)) {
      log.error("first {}", 1);
      log.trace("too small");
    }
    log.trace("between");
    try (LogFile ignored = new LogFile(file)) {
      log.error("second");
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .matches("\\d{4}-\\d\\d-\\d\\d [0-9:.]+ ERROR \\[main] LogFileTest: first 1");
    assertThat(lines.get(1)).endsWith("LogFileTest: second");
  }
}
