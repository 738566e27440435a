package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MetricsTailTest {
  @TempDir Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void prepare() {
    file = folder.resolve("metrics.jsonl");
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private List<JsonNode> all() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    new MetricsTail(file, 0).rest(lines::addAll, lines::clear);
    return lines;
  }

  private static List<String> texts(List<JsonNode> lines) {
    return lines.stream().map(JsonNode::toString).toList();
  }

  @Test
  void readsWholeLinesOnly() throws IOException {
    append("{\"a\":1}\n{\"b\":");
    MetricsTail tail = new MetricsTail(file, 0);
    assertThat(texts(tail.next().orElseThrow())).containsExactly("{\"a\":1}");
    assertThat(tail.position()).isEqualTo(8);
    assertThat(tail.next().orElseThrow()).isEmpty();
    append("2}\n");
    assertThat(texts(tail.next().orElseThrow())).containsExactly("{\"b\":2}");
    assertThat(tail.position()).isEqualTo(Files.size(file));
  }

  @Test
  void leavesOutWhatIsNotJson() throws IOException {
    append("{\"a\":1}\nnonsense\n{\"b\":2}\n");
    assertThat(texts(all())).containsExactly("{\"a\":1}", "{\"b\":2}");
  }

  @Test
  void startsAgainWhenTheRunWasResumed() throws IOException {
    append("{\"a\":1}\n{\"b\":2}\n");
    MetricsTail tail = new MetricsTail(file, Files.size(file));
    Files.writeString(file, "{\"a\":1}\n");
    assertThat(tail.next()).isEmpty();
    assertThat(texts(tail.next().orElseThrow())).containsExactly("{\"a\":1}");
  }

  /** Truncated and longer again between two looks, or another run of the same name. */
  @Test
  void startsAgainWhenOtherLinesAreThere() throws IOException {
    append("{\"a\":1}\n{\"b\":2}\n");
    MetricsTail tail = new MetricsTail(file, 0);
    assertThat(tail.next().orElseThrow()).hasSize(2);
    Files.writeString(file, "{\"a\":1}\n{\"c\":3}\n{\"d\":4}\n");
    assertThat(tail.next()).isEmpty();
    assertThat(texts(tail.next().orElseThrow()))
        .containsExactly("{\"a\":1}", "{\"c\":3}", "{\"d\":4}");
    append("{\"e\":5}\n");
    assertThat(texts(tail.next().orElseThrow())).containsExactly("{\"e\":5}");
  }

  @Test
  void readsAFileOfSeveralPieces() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 90_000; i++) {
      many.append("{\"number\":")
          .append(i)
          .append(",\"text\":\"")
          .append("x".repeat(80))
          .append("\"}\n");
    }
    append(many.toString());
    assertThat(Files.size(file)).isGreaterThan(8 << 20);
    List<JsonNode> all = all();
    assertThat(all).hasSize(90_000);
    assertThat(all.get(89_999).path("number").asInt()).isEqualTo(89_999);
  }

  @Test
  void saysThatTheFileIsGone() {
    assertThatThrownBy(() -> new MetricsTail(file, 0).next())
        .isInstanceOf(NoSuchFileException.class);
  }
}
