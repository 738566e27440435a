package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.server.Call;

/** Runs and their curves over HTTP, and what follows a run that trains. */
final class StudioRunsTest {
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
  void runsAndTheirCurves() {
    JsonNode runs = server.json("/api/runs").path("runs");
    assertThat(StudioServer.texts(runs, "name")).contains("first", "second");
    JsonNode first = runs.get(0);
    assertThat(first.path("state").asText()).isEqualTo("completed");
    assertThat(first.path("epoch").asInt()).isEqualTo(2);
    assertThat(first.path("data").asText()).isEqualTo(server.fixture().pictures().toString());
    JsonNode curves = server.json("/api/runs/first/curves");
    assertThat(curves.path("at").toString()).isEqualTo("[1,2]");
    assertThat(curves.path("series").path("loss").get(1).asDouble())
        .isEqualTo(first.path("loss").asDouble());
    assertThat(curves.path("series").has("copies")).isTrue();
    JsonNode recipe = server.json("/api/runs/first/recipe");
    assertThat(recipe.path("values").path("train.epochs").asText()).isEqualTo("2");
    assertThat(recipe.path("yaml").asText()).contains("epochs: 2");
  }

  @Test
  void aRunThatIsDeletedWhileItIsShown() throws Exception {
    Path copy = server.fixture().runs().resolve("short-lived");
    copy(server.fixture().run(), copy);
    server.json("/api/runs/short-lived/images/0".replace("/images/0", "/curves"));
    assertThat(Call.get(server.address(), "/api/runs/short-lived/images/0").statusCode())
        .isEqualTo(200);
    try (Events events = new Events(server.address(), "/api/live?run=short-lived&from=0")) {
      assertThat(events.next()).startsWith("metrics {\"run\":\"short-lived\",\"lines\":[{");
      delete(copy);
      assertThat(events.next()).isEqualTo("gone {\"run\":\"short-lived\"}");
    }
    assertThat(StudioServer.texts(server.json("/api/runs").path("runs"), "name"))
        .doesNotContain("short-lived");
    assertThat(Call.error(Call.get(server.address(), "/api/runs/short-lived/curves"), 404))
        .isEqualTo("there is no run 'short-lived' any more");
    assertThat(Call.error(Call.get(server.address(), "/api/runs/short-lived/images/0"), 404))
        .isEqualTo("there is no run 'short-lived' any more");
  }

  @Test
  void aRunThatTrainsIsFollowed() throws Exception {
    assertThat(server.json("/api/runs/second/curves").path("state").asText()).isEqualTo("running");
    long bytes = server.json("/api/runs/second/curves").path("bytes").asLong();
    try (Events events = new Events(server.address(), "/api/live?run=second&from=" + bytes)) {
      server.fixture().epoch(1, 2.5);
      assertThat(events.next()).startsWith("metrics ").contains("\"loss\":2.5");
      server.fixture().epoch(2, 2.25);
      assertThat(events.next()).contains("\"epoch\":2").doesNotContain("2.5,");
    }
  }

  /** As a page asks that read the list of runs just before one was deleted. */
  @Test
  void aRunThatIsGoneKeepsNoOtherFromBeingFollowed() throws Exception {
    long bytes = server.json("/api/runs/second/curves").path("bytes").asLong();
    String path = "/api/live?run=gone&from=7&run=second&from=" + bytes;
    try (Events events = new Events(server.address(), path)) {
      assertThat(events.next()).isEqualTo("gone {\"run\":\"gone\"}");
      server.fixture().epoch(80, 1.75);
      assertThat(events.next()).startsWith("metrics ").contains("\"loss\":1.75");
    }
  }

  @Test
  void followingNothingIsRefused() {
    assertThat(
            Call.error(Call.get(server.address(), "/api/live", "Accept", "text/event-stream"), 400))
        .isEqualTo("between 1 and 50 runs can be followed at a time");
  }

  /** Its stream is full after some megabytes; others go on meanwhile. */
  @Test
  void aClientThatDoesNotReadKeepsNoOther() throws Exception {
    Path loud = Files.createDirectories(server.fixture().runs().resolve("loud"));
    for (String name : List.of("recipe.yaml", "environment.json")) {
      Files.copy(server.fixture().run().resolve(name), loud.resolve(name));
    }
    String line = "{\"event\":\"warning\",\"message\":\"" + "x".repeat(100_000) + "\"}\n";
    Files.writeString(loud.resolve("metrics.jsonl"), line.repeat(160));
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(4096);
      deaf.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.address().getPort()));
      deaf.getOutputStream()
          .write(
              "GET /api/live?run=loud&from=0 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      Thread.sleep(2000);
      long bytes = server.json("/api/runs/second/curves").path("bytes").asLong();
      try (Events events = new Events(server.address(), "/api/live?run=second&from=" + bytes)) {
        server.fixture().epoch(90, 1.5);
        assertThat(events.next()).startsWith("metrics ").contains("\"loss\":1.5");
      }
    } finally {
      delete(loud);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** A stream of server-sent events. */
  private static final class Events implements AutoCloseable {
    private final InputStream in;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    Events(URI address, String path) throws Exception {
      in =
          HttpClient.newHttpClient()
              .send(
                  Call.request(address, path, "Accept", "text/event-stream").GET().build(),
                  BodyHandlers.ofInputStream())
              .body();
      Thread reader = new Thread(this::read, "events");
      reader.setDaemon(true);
      reader.start();
    }

    private void read() {
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        String event = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("event: ")) {
            event = line.substring(7);
          } else if (line.startsWith("data: ")) {
            events.add(event + " " + line.substring(6));
          }
        }
      } catch (IOException e) {
        events.add("closed");
      }
    }

    String next() throws InterruptedException {
      return String.valueOf(events.poll(60, TimeUnit.SECONDS));
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
