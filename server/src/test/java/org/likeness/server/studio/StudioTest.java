package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.error.InputException;
import org.likeness.server.Call;
import org.likeness.server.ServerAddress;

/** The studio over HTTP. */
final class StudioTest {
  @TempDir static Path folder;
  private static StudioFixture fixture;
  private static Studio studio;
  private static URI address;

  @BeforeAll
  static void start() throws IOException {
    fixture = new StudioFixture(folder);
    studio = fixture.start();
    address = studio.address();
  }

  @AfterAll
  static void stop() throws IOException {
    studio.close();
    fixture.close();
  }

  private static JsonNode json(String path) {
    var answer = Call.get(address, path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Call.json(answer);
  }

  private static List<String> texts(JsonNode array, String name) {
    List<String> texts = new ArrayList<>();
    array.forEach(each -> texts.add(each.path(name).asText()));
    return texts;
  }

  @Test
  void thePageIsServedWithTheStrictPolicy() {
    var page = Call.get(address, "/");
    assertThat(page.body()).contains("<title>Likeness studio</title>");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("script-src 'self';")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    for (String file : List.of("/main.js", "/umap-worker.js", "/lib/umap.js", "/style.css")) {
      assertThat(Call.get(address, file).statusCode()).as(file).isEqualTo(200);
    }
  }

  @Test
  void runsAndTheirCurves() {
    JsonNode runs = json("/api/runs").path("runs");
    assertThat(texts(runs, "name")).contains("first", "second");
    JsonNode first = runs.get(0);
    assertThat(first.path("state").asText()).isEqualTo("completed");
    assertThat(first.path("epoch").asInt()).isEqualTo(2);
    assertThat(first.path("data").asText()).isEqualTo(fixture.pictures().toString());
    JsonNode curves = json("/api/runs/first/curves");
    assertThat(curves.path("at").toString()).isEqualTo("[1,2]");
    assertThat(curves.path("series").path("loss").get(1).asDouble())
        .isEqualTo(first.path("loss").asDouble());
    assertThat(curves.path("series").has("copies")).isTrue();
    JsonNode recipe = json("/api/runs/first/recipe");
    assertThat(recipe.path("values").path("train.epochs").asText()).isEqualTo("2");
    assertThat(recipe.path("yaml").asText()).contains("epochs: 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/runs/none/curves",
        "/api/runs/..%252Fruns/curves",
        "/api/runs/.%2E/curves",
        "/api/runs/first%00/curves",
        "/api/runs/none/images/0",
        "/api/runs/first/images/1000",
        "/api/runs/first/reports/..%252Fsummary",
        "/api/runs/first/reports?evaluation=knn",
        "/api/rows/1000",
        "/api/pictures/table/1000",
        "/api/pictures/other/0",
        "/api/jobs?job=none",
        "/lib/README.md",
        "/pictures/red/0.png",
        "/..%2f..%2fetc/passwd"
      })
  void nothingElseIsServed(String path) {
    assertThat(Call.get(address, path).statusCode()).as(path).isIn(400, 404);
  }

  @Test
  void aRunThatIsDeletedWhileItIsShown() throws Exception {
    Path copy = fixture.runs().resolve("short-lived");
    copy(fixture.run(), copy);
    json("/api/runs/short-lived/images/0".replace("/images/0", "/curves"));
    assertThat(Call.get(address, "/api/runs/short-lived/images/0").statusCode()).isEqualTo(200);
    try (Events events = new Events("/api/live?run=short-lived&from=0")) {
      assertThat(events.next()).startsWith("metrics {\"run\":\"short-lived\",\"lines\":[{");
      delete(copy);
      assertThat(events.next()).isEqualTo("gone {\"run\":\"short-lived\"}");
    }
    assertThat(texts(json("/api/runs").path("runs"), "name")).doesNotContain("short-lived");
    assertThat(Call.error(Call.get(address, "/api/runs/short-lived/curves"), 404))
        .isEqualTo("there is no run 'short-lived' any more");
    assertThat(Call.error(Call.get(address, "/api/runs/short-lived/images/0"), 404))
        .isEqualTo("there is no run 'short-lived' any more");
  }

  @Test
  void aRunThatTrainsIsFollowed() throws Exception {
    assertThat(json("/api/runs/second/curves").path("state").asText()).isEqualTo("running");
    long bytes = json("/api/runs/second/curves").path("bytes").asLong();
    try (Events events = new Events("/api/live?run=second&from=" + bytes)) {
      fixture.epoch(1, 2.5);
      assertThat(events.next()).startsWith("metrics ").contains("\"loss\":2.5");
      fixture.epoch(2, 2.25);
      assertThat(events.next()).contains("\"epoch\":2").doesNotContain("2.5,");
    }
  }

  @Test
  void followingNothingIsRefused() {
    assertThat(Call.error(Call.get(address, "/api/live", "Accept", "text/event-stream"), 400))
        .isEqualTo("between 1 and 50 runs can be followed at a time");
  }

  @Test
  void rowsAndFilters() {
    JsonNode index = json("/api/index");
    assertThat(index.path("rows").asInt()).isEqualTo(3 * StudioFixture.EACH);
    JsonNode red = json("/api/rows?where=label=red&from=2&count=3");
    assertThat(red.path("count").asInt()).isEqualTo(StudioFixture.EACH);
    assertThat(texts(red.path("rows"), "label")).containsExactly("red", "red", "red");
    assertThat(json("/api/rows?where=path=*/3.png").path("count").asInt()).isEqualTo(3);
    assertThat(texts(json("/api/index/values?column=label"), "value"))
        .containsExactlyInAnyOrder("red", "green", "blue");
    assertThat(Call.error(Call.get(address, "/api/rows?where=lable=red"), 400))
        .endsWith("did you mean label?");
  }

  @Test
  void whatIsLikeARow() {
    JsonNode answer = json("/api/similar?row=0&k=5");
    assertThat(answer.path("hits")).hasSize(5);
    assertThat(texts(answer.path("hits"), "number")).doesNotContain("0");
    assertThat(texts(json("/api/similar?row=0&k=5&where=label=green").path("hits"), "label"))
        .containsOnly("green");
    assertThat(json("/api/similar?row=0&k=1000").path("hits")).hasSize(3 * StudioFixture.EACH - 1);
    assertThat(Call.error(Call.get(address, "/api/similar?row=0&k=0"), 400))
        .isEqualTo("k must be a whole number from 1 to 1,000 but is '0'");
    assertThat(Call.error(Call.get(address, "/api/similar?k=3"), 400))
        .isEqualTo("the request needs a value of row");
  }

  @Test
  void whatIsLikeAnUpload() throws IOException {
    JsonNode row = json("/api/rows/7");
    byte[] file = Files.readAllBytes(fixture.pictures().resolve(row.path("id").asText()));
    JsonNode found = Call.json(Call.post(address, "/api/similar?k=1", file)).path("hits").get(0);
    assertThat(found.path("number").asInt()).isEqualTo(7);
    assertThat(found.path("similarity").asDouble()).isGreaterThan(0.9999);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 400, 'there is no image: the upload is empty'",
    "'hello', 415, 'the image is not an image: it starts with \"hello\"'"
  })
  void badUploads(String text, int status, String sentence) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    for (String path : List.of("/api/similar", "/api/runs/first/views")) {
      assertThat(Call.error(Call.post(address, path, body), status)).isEqualTo(sentence);
    }
  }

  /** By its header; the file has some 100 bytes. */
  @Test
  void anUploadOf200Megapixels() throws IOException {
    byte[] png = StudioFixture.png(0, 0);
    ByteBuffer.wrap(png).putInt(16, 20_000).putInt(20, 10_000);
    for (String path : List.of("/api/similar", "/api/runs/first/views")) {
      assertThat(Call.error(Call.post(address, path, png), 413))
          .isEqualTo(
              "the image has 20000 x 10000 pixels, more than the limit of 100 megapixels: make it smaller");
    }
  }

  /** More than may be in memory together: what a client leaves behind is given back. */
  @Test
  void clientsThatHangUp() throws IOException {
    for (int i = 0; i < 60; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
        boolean upload = i % 3 > 0;
        String request =
            upload
                ? "POST /api/similar HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000000\r\n\r\n"
                : "GET /api/pictures/table/%d?size=1024 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .formatted(i % 36);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        if (upload) {
          socket.getOutputStream().write(new byte[1000]);
        }
        if (i % 2 == 0) {
          socket.setSoLinger(true, 0); // a reset, not an orderly end
        }
      }
    }
    byte[] file = StudioFixture.png(0xD02020, 1);
    assertThat(Call.post(address, "/api/similar?k=1", file).statusCode()).isEqualTo(200);
    assertThat(Call.get(address, "/api/pictures/table/1?size=64").statusCode()).isEqualTo(200);
    assertThat(json("/api/runs").path("runs")).isNotEmpty();
  }

  /** Its stream is full after some megabytes; others go on meanwhile. */
  @Test
  void aClientThatDoesNotReadKeepsNoOther() throws Exception {
    Path loud = Files.createDirectories(fixture.runs().resolve("loud"));
    for (String name : List.of("recipe.yaml", "environment.json")) {
      Files.copy(fixture.run().resolve(name), loud.resolve(name));
    }
    String line = "{\"event\":\"warning\",\"message\":\"" + "x".repeat(100_000) + "\"}\n";
    Files.writeString(loud.resolve("metrics.jsonl"), line.repeat(160));
    try (Socket deaf = new Socket()) {
      deaf.setReceiveBufferSize(4096);
      deaf.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
      deaf.getOutputStream()
          .write(
              "GET /api/live?run=loud&from=0 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      Thread.sleep(2000);
      long bytes = json("/api/runs/second/curves").path("bytes").asLong();
      try (Events events = new Events("/api/live?run=second&from=" + bytes)) {
        fixture.epoch(90, 1.5);
        assertThat(events.next()).startsWith("metrics ").contains("\"loss\":1.5");
      }
    } finally {
      delete(loud);
    }
  }

  @Test
  void picturesAndAVanishedFile() throws IOException {
    var picture = Call.get(address, "/api/pictures/table/3?size=64");
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/png");
    Path file = fixture.pictures().resolve(json("/api/rows/9").path("id").asText());
    Path away = folder.resolve("away.png");
    Files.move(file, away, StandardCopyOption.REPLACE_EXISTING);
    try {
      assertThat(Call.error(Call.get(address, "/api/pictures/table/9?size=300"), 404))
          .contains("is gone");
    } finally {
      Files.move(away, file);
    }
    assertThat(Call.get(address, "/api/pictures/table/9?size=300").statusCode()).isEqualTo(200);
  }

  @Test
  void views() {
    JsonNode views = json("/api/runs/first/views?index=3&count=5");
    assertThat(views.path("views")).hasSize(5);
    assertThat(views.path("original").asText()).startsWith("data:image/png;base64,");
    String flipped = json("/api/runs/first/views?index=3&count=5&set=view.crop.min=0.9").toString();
    assertThat(flipped).isNotEqualTo(views.toString());
    assertThat(json("/api/runs/first/views?index=3&count=5")).isEqualTo(views);
    assertThat(Call.error(Call.get(address, "/api/runs/first/views?set=view.crop.mim=1"), 400))
        .contains("did you mean view.crop.min?");
    assertThat(Call.error(Call.get(address, "/api/runs/first/views?set=train.lr=1"), 400))
        .startsWith("the studio changes the options of views alone");
    assertThat(texts(json("/api/runs/first/view-options"), "key")).contains("view.flip");
  }

  @Test
  void reportsAreMeasuredAndShown() throws Exception {
    for (String evaluation : List.of("similarity", "neighbours")) {
      var started = Call.post(address, "/api/runs/first/measure/" + evaluation, new byte[0]);
      await(Call.json(started));
      JsonNode report = json("/api/runs/first/reports/" + evaluation);
      assertThat(report.path("evaluation").asText()).isEqualTo(evaluation);
    }
    JsonNode query = json("/api/runs/first/reports/neighbours").path("cases").get(0);
    String id =
        json("/api/runs/first/images")
            .path("images")
            .get(query.path("index").asInt())
            .path("id")
            .asText();
    assertThat(query.path("id").asText()).isEqualTo(id);
    assertThat(
            Call.error(Call.post(address, "/api/runs/second/measure/similarity", new byte[0]), 400))
        .isEqualTo(
            "the run second has no encoder yet: it can be measured when its training has ended");
  }

  @Test
  void oneQueryUnderTwoRuns() throws Exception {
    String path = "/api/compare?run=first&run=first&index=4&k=3";
    JsonNode answer = settled(path);
    assertThat(answer.path("query").path("index").asInt()).isEqualTo(4);
    JsonNode nearest = answer.path("runs").get(0).path("nearest");
    assertThat(nearest).hasSize(3);
    assertThat(texts(nearest, "index")).doesNotContain("4");
    // The index has the same vectors: the same order, by the same cosines.
    JsonNode rows = json("/api/similar?k=3&row=4").path("hits");
    for (int i = 0; i < 3; i++) {
      assertThat(nearest.get(i).path("similarity").asDouble())
          .isCloseTo(
              rows.get(i).path("similarity").asDouble(), org.assertj.core.data.Offset.offset(1e-4));
    }
  }

  @Test
  void theMapAndAListFromIt() throws Exception {
    JsonNode map = settled("/api/map");
    assertThat(map.path("shown").asInt()).isEqualTo(3 * StudioFixture.EACH);
    assertThat(map.path("label_names")).hasSize(3);
    assertThat(settled("/api/map/clusters?k=3")).hasSize(3 * StudioFixture.EACH);
    assertThat(Call.error(Call.get(address, "/api/map/clusters?k=90"), 400))
        .isEqualTo("36 rows cannot form 90 clusters");
    String csv =
        Call.post(address, "/api/map/list", "0\n35".getBytes(StandardCharsets.UTF_8)).body();
    assertThat(csv.lines()).hasSize(3).first().isEqualTo("table,id,label");
    assertThat(csv).contains("\ntable,blue/0.png,blue\n");
    assertThat(
            Call.error(
                Call.post(address, "/api/map/list", "../x".getBytes(StandardCharsets.UTF_8)), 400))
        .isEqualTo("the list must have one row number in each line");
  }

  @Test
  void pagesOfOtherSitesAreRefused() {
    var answer = Call.get(address, "/api/runs", "Origin", "http://evil.example");
    assertThat(Call.error(answer, 403)).isEqualTo("the request comes from a page of another site");
  }

  @Test
  void withoutRunsAndIndex(@TempDir Path empty) throws Exception {
    StudioOptions options =
        new StudioOptions(empty.resolve("none"), Optional.empty(), ServerAddress.loopback(0));
    try (Studio other = Studio.start(options)) {
      assertThat(Call.json(Call.get(other.address(), "/api/runs")).path("runs")).isEmpty();
      assertThat(Call.json(Call.get(other.address(), "/api/info")).path("index").asBoolean())
          .isFalse();
      assertThat(Call.get(other.address(), "/api/index").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void anIndexThatIsNone(@TempDir Path empty) throws Exception {
    StudioOptions options = new StudioOptions(empty, Optional.of(empty), ServerAddress.loopback(0));
    List<Thread> before = threads();
    assertThatThrownBy(() -> Studio.start(options)).isInstanceOf(InputException.class);
    // What was begun has ended.
    List<Thread> after = threads();
    for (int i = 0; i < 100 && !before.containsAll(after); i++) {
      Thread.sleep(50);
      after = threads();
    }
    assertThat(before).containsAll(after);
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> List.of("live-metrics", "studio-job").contains(thread.getName()))
        .toList();
  }

  /** An answer, when the jobs that it waits for have ended. */
  private static JsonNode settled(String path) throws InterruptedException {
    var answer = Call.get(address, path);
    while (answer.statusCode() == 202) {
      await(Call.json(answer).path("jobs").get(0));
      answer = Call.get(address, path);
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Call.json(answer);
  }

  private static void await(JsonNode started) throws InterruptedException {
    String job = started.path("job").asText().replace(" ", "%20");
    JsonNode state = started;
    for (int i = 0;
        i < 600 && !List.of("done", "failed").contains(state.path("state").asText());
        i++) {
      Thread.sleep(100);
      state = json("/api/jobs?job=" + job);
    }
    assertThat(state.path("state").asText()).as(state.toString()).isEqualTo("done");
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

    Events(String path) throws Exception {
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
      return String.valueOf(events.poll(20, TimeUnit.SECONDS));
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
