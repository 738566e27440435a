package org.likeness.io;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not JSON is said in one line, without the parser's words. */
final class JsonTest {
  private static final String DEEP =
      "JSON that is nested too deeply, or has a name or a value that is too long";

  @Test
  void oneLineWithTheLine(@TempDir Path folder) throws IOException {
    refused("{\n\"a\": ", "not valid JSON (line 2)");
    refused("{\n\"a\": tru\n}", "not valid JSON (line 2)");
    Path file = Files.writeString(folder.resolve("a.json"), "{\n\n\"a\" 1}");
    assertThatThrownBy(() -> Json.read(file))
        .isInstanceOf(JsonException.class)
        .hasMessage("not valid JSON (line 3)");
    assertThatThrownBy(() -> Json.read(folder)).hasMessage("it is a folder");
  }

  @Test
  void depthAndLengthHaveALimit() {
    refused("[".repeat(2000), DEEP);
    refused("{\"a\":".repeat(2000), DEEP);
    refused("[" + "1".repeat(2000) + "]", DEEP);
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(JsonException.class)
        .hasMessage(message);
  }
}
