package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.io.FolderLock;
import org.likeness.io.Json;
import org.likeness.run.RunLayout;

final class RunHistoryTest {
  private static final String RUN =
      "{\"event\":\"run\",\"step\":0,\"time\":\"T\",\"images\":7,\"epochs\":4,\"steps_per_epoch\":2}\n";

  @TempDir Path folder;
  private RunLayout run = new RunLayout(Path.of(""));

  @BeforeEach
  void prepare() {
    run = new RunLayout(folder);
  }

  private RunHistory history(String... lines) throws IOException {
    Files.writeString(run.metrics(), String.join("", lines));
    return RunHistory.of(run);
  }

  private static String epoch(int number, String loss, String metrics) {
    return "{\"event\":\"epoch\",\"step\":%d,\"epoch\":%d,\"loss\":%s,\"spread\":0.5,\"lr\":0.1,\"seconds\":1.5,\"metrics\":{%s}}\n"
        .formatted(2 * number, number, loss, metrics);
  }

  @Test
  void curvesHaveGapsWhereANumberIsMissingOrNotFinite() throws IOException {
    ObjectNode curves =
        history(RUN, epoch(1, "2.5", ""), epoch(2, "\"NaN\"", "\"knn\":0.25")).curves();
    assertThat(curves.path("at").toString()).isEqualTo("[1,2]");
    assertThat(curves.path("series").path("loss").toString()).isEqualTo("[2.5,null]");
    assertThat(curves.path("series").path("knn").toString()).isEqualTo("[null,0.25]");
    assertThat(curves.path("seconds").asDouble()).isEqualTo(3.0);
    assertThat(curves.has("loss")).isFalse();
    assertThat(curves.path("bytes").asLong()).isEqualTo(Files.size(run.metrics()));
  }

  @Test
  void manySteps() throws IOException {
    StringBuilder steps = new StringBuilder(RUN);
    for (int i = 1; i <= 5001; i++) {
      steps.append("{\"event\":\"step\",\"step\":").append(i).append(",\"loss\":1.0}\n");
    }
    JsonNode drawn = history(steps.toString()).curves().path("steps");
    assertThat(drawn.path("at").size()).isBetween(1000, 2001).isEqualTo(drawn.path("loss").size());
    assertThat(drawn.path("at").get(drawn.path("at").size() - 1).asDouble()).isEqualTo(2500.5);
  }

  @Test
  void states() throws IOException {
    assertThat(RunHistory.of(run).state()).isEqualTo("stopped");
    assertThat(history(RUN).state()).isEqualTo("stopped");
    Files.writeString(folder.resolve(".lock"), "not a number");
    assertThat(history(RUN).state()).isEqualTo("stopped");
    // The number is that of a process that is alive, but it does not hold the lock.
    Files.writeString(folder.resolve(".lock"), Long.toString(ProcessHandle.current().pid()));
    assertThat(history(RUN).state()).isEqualTo("stopped");
    String end = "{\"event\":\"end\",\"step\":8,\"outcome\":\"interrupted\"}\n";
    try (FolderLock lock = FolderLock.take(folder, "the run", "name")) {
      assertThat(history(RUN).state()).isEqualTo("running");
      assertThat(history(RUN, end).state()).isEqualTo("interrupted");
      // Resumed: it goes on.
      assertThat(history(RUN, end, RUN).state()).isEqualTo("running");
    }
    assertThat(history(RUN, end, RUN).state()).isEqualTo("stopped");
  }

  /** A history that is kept says the same as one that is read anew. */
  @Test
  void followsTheFile() throws IOException {
    RunHistory kept = new RunHistory(run);
    String step = "{\"event\":\"step\",\"step\":1,\"loss\":3.5}\n";
    String warning = "{\"event\":\"warning\",\"message\":\"W\"}\n";
    List<List<String>> states =
        List.of(
            List.of(),
            List.of(RUN),
            List.of(RUN, step),
            List.of(RUN, step, epoch(1, "2.5", ""), warning),
            List.of(RUN, step, epoch(1, "2.5", ""), warning, epoch(2, "2.0", "\"knn\":0.5")),
            List.of(RUN, step), // resumed from before the first epoch
            List.of(RUN, step, epoch(1, "2.25", "")),
            List.of(RUN, epoch(1, "9.0", ""), epoch(2, "8.0", ""))); // begun again
    for (List<String> lines : states) {
      String now = history(lines.toArray(String[]::new)).curves().toString();
      kept.read();
      assertThat(kept.curves()).hasToString(now);
    }
    Files.delete(run.metrics());
    kept.read();
    assertThat(kept.curves()).hasToString(RunHistory.of(run).curves().toString());
    history(RUN, step);
    kept.read();
    assertThat(kept.curves()).hasToString(RunHistory.of(run).curves().toString());
  }

  @Test
  void ofNoMetricsThereIsNoNumber() throws IOException {
    ObjectNode summary = Json.object();
    RunHistory.of(run).summary(summary);
    assertThat(summary.toString()).isEqualTo("{\"state\":\"stopped\",\"epoch\":0,\"seconds\":0.0}");
  }
}
