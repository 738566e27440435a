package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.server.Call;

/** Measurements of a run, a query under several networks, and views, over HTTP. */
final class StudioMeasuresTest {
  @TempDir static Path folder;
  private static StudioServer server;

  @BeforeAll
  static void start() throws IOException {
    server = new StudioServer(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Test
  void reportsAreMeasuredAndShown() throws Exception {
    for (String evaluation : List.of("similarity", "neighbours")) {
      var started =
          Call.post(server.address(), "/api/runs/first/measure/" + evaluation, new byte[0]);
      server.await(Call.json(started));
      JsonNode report = server.json("/api/runs/first/reports/" + evaluation);
      assertThat(report.path("evaluation").asText()).isEqualTo(evaluation);
    }
    JsonNode query = server.json("/api/runs/first/reports/neighbours").path("cases").get(0);
    String id =
        server
            .json("/api/runs/first/images")
            .path("images")
            .get(query.path("index").asInt())
            .path("id")
            .asText();
    assertThat(query.path("id").asText()).isEqualTo(id);
    assertThat(
            Call.error(
                Call.post(server.address(), "/api/runs/second/measure/similarity", new byte[0]),
                400))
        .isEqualTo(
            "the run second has no encoder yet: it can be measured when its training has ended");
  }

  @Test
  void oneQueryUnderTwoRuns() throws Exception {
    String path = "/api/compare?run=first&run=first&index=4&k=3";
    JsonNode answer = server.settled(path);
    assertThat(answer.path("query").path("index").asInt()).isEqualTo(4);
    JsonNode nearest = answer.path("runs").get(0).path("nearest");
    assertThat(nearest).hasSize(3);
    assertThat(StudioServer.texts(nearest, "index")).doesNotContain("4");
    // The index has the same vectors: the same order, by the same cosines.
    JsonNode rows = server.json("/api/similar?k=3&row=4").path("hits");
    for (int i = 0; i < 3; i++) {
      assertThat(nearest.get(i).path("similarity").asDouble())
          .isCloseTo(
              rows.get(i).path("similarity").asDouble(), org.assertj.core.data.Offset.offset(1e-4));
    }
  }

  @Test
  void aRunAndItsUntrainedNetwork() throws Exception {
    JsonNode runs =
        server.settled("/api/compare?run=first&run=first@untrained&index=4&k=3").path("runs");
    assertThat(StudioServer.texts(runs, "name")).containsExactly("first", "first@untrained");
    assertThat(StudioServer.texts(runs, "run")).containsExactly("first", "first");
    assertThat(runs.get(1).path("nearest")).hasSize(3).isNotEqualTo(runs.get(0).path("nearest"));
    assertThat(StudioServer.texts(runs.get(1).path("nearest"), "index")).doesNotContain("4");
    for (String other : List.of("first@last", "first@12", "first@", "first@untraned")) {
      assertThat(Call.error(Call.get(server.address(), "/api/compare?index=4&run=" + other), 400))
          .isEqualTo(
              "'" + other + "' is no network that can be compared: name a run, or RUN@untrained");
    }
    assertThat(
            Call.error(Call.get(server.address(), "/api/compare?run=none@untrained&index=4"), 404))
        .isEqualTo("there is no run 'none' any more");
  }

  @Test
  void views() {
    JsonNode views = server.json("/api/runs/first/views?index=3&count=5");
    assertThat(views.path("views")).hasSize(5);
    assertThat(views.path("original").asText()).startsWith("data:image/png;base64,");
    String flipped =
        server.json("/api/runs/first/views?index=3&count=5&set=view.crop.min=0.9").toString();
    assertThat(flipped).isNotEqualTo(views.toString());
    assertThat(server.json("/api/runs/first/views?index=3&count=5")).isEqualTo(views);
    assertThat(
            Call.error(
                Call.get(server.address(), "/api/runs/first/views?set=view.crop.mim=1"), 400))
        .contains("did you mean view.crop.min?");
    assertThat(Call.error(Call.get(server.address(), "/api/runs/first/views?set=train.lr=1"), 400))
        .startsWith("the studio changes the options of views alone");
    assertThat(StudioServer.texts(server.json("/api/runs/first/view-options"), "key"))
        .contains("view.flip");
  }
}
