package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.error.InputException;
import org.likeness.server.Call;
import org.likeness.server.ServerAddress;

/** The page of the studio, and what is refused, over HTTP. */
final class StudioTest {
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
  void thePageIsServedWithTheStrictPolicy() {
    var page = Call.get(server.address(), "/");
    assertThat(page.body()).contains("<title>Likeness studio</title>");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("script-src 'self';")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    for (String file : List.of("/main.js", "/umap-worker.js", "/lib/umap.js", "/style.css")) {
      assertThat(Call.get(server.address(), file).statusCode()).as(file).isEqualTo(200);
    }
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
    assertThat(Call.get(server.address(), path).statusCode()).as(path).isIn(400, 404);
  }

  /** More than may be in memory together: what a client leaves behind is given back. */
  @Test
  void clientsThatHangUp() throws Exception {
    for (int i = 0; i < 60; i++) {
      try (Socket socket =
          new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
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
    int status = Call.post(server.address(), "/api/similar?k=1", file).statusCode();
    for (int i = 0; i < 600 && status == 429; i++) { // it has not noticed them all
      Thread.sleep(100);
      status = Call.post(server.address(), "/api/similar?k=1", file).statusCode();
    }
    assertThat(status).isEqualTo(200);
    assertThat(Call.get(server.address(), "/api/pictures/table/1?size=64").statusCode())
        .isEqualTo(200);
    assertThat(server.json("/api/runs").path("runs")).isNotEmpty();
  }

  @Test
  void pagesOfOtherSitesAreRefused() {
    var answer = Call.get(server.address(), "/api/runs", "Origin", "http://evil.example");
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
    for (int i = 0; i < 1200 && !before.containsAll(after); i++) {
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
}
