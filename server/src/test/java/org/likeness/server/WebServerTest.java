package org.likeness.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;
import org.likeness.error.RunException;

class WebServerTest {
  private final Uploads uploads = new Uploads();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);
  private WebServer server;

  @BeforeEach
  void start() {
    server =
        WebServer.at(ServerAddress.loopback(0))
            .routes(
                routes -> {
                  routes.get("/hello", context -> context.result("hello"));
                  routes.get(
                      "/relaxed",
                      context ->
                          context
                              .header(Safety.CONTENT_POLICY, Safety.WITH_INLINE_STYLES)
                              .html("<p>map</p>"));
                  routes.post(
                      "/size",
                      context -> {
                        try (Uploads.Upload upload = uploads.read(context)) {
                          context.result("" + upload.bytes().length);
                        }
                      });
                  routes.get(
                      "/input",
                      context -> {
                        throw new InputException("there is no run x");
                      });
                  routes.get(
                      "/broken",
                      context -> {
                        throw new IllegalStateException("a secret at /home/me");
                      });
                  routes.get(
                      "/failed",
                      context -> {
                        throw new RunException("the disk /home/me is full");
                      });
                  routes.get(
                      "/error",
                      context -> {
                        throw new StackOverflowError("a secret");
                      });
                  routes.get(
                      "/later",
                      context ->
                          context.future(
                              () ->
                                  CompletableFuture.failedFuture(
                                      new Refusal(Refusal.UNPROCESSABLE, "it is broken"))));
                  routes.get(
                      "/slow",
                      context ->
                          context.future(
                              () ->
                                  CompletableFuture.supplyAsync(
                                      () -> {
                                        entered.countDown();
                                        await(leave);
                                        context.result("finished");
                                        return "";
                                      })));
                })
            .start();
  }

  @AfterEach
  void stop() {
    leave.countDown();
    server.close();
  }

  @Test
  void answersCarrySafeHeaders() {
    HttpResponse<String> hello = Call.get(server.address(), "/hello");
    assertThat(hello.body()).isEqualTo("hello");
    assertSafe(hello);
    assertThat(hello.headers().firstValue(Safety.CONTENT_POLICY)).contains(Safety.STRICT);
    assertThat(hello.headers().firstValue("Server")).isEmpty();
    assertSafe(Call.get(server.address(), "/nothing"));
    assertSafe(Call.get(server.address(), "/broken"));
    assertSafe(Call.get(server.address(), "/hello", "Origin", "http://evil.example"));
  }

  private static void assertSafe(HttpResponse<String> response) {
    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(response.headers().allValues(Safety.CONTENT_POLICY)).hasSize(1);
  }

  @Test
  void aPageMayHaveAContentPolicyOfItsOwn() {
    assertThat(Call.get(server.address(), "/relaxed").headers().allValues(Safety.CONTENT_POLICY))
        .containsExactly(Safety.WITH_INLINE_STYLES);
    assertThat(Safety.STRICT).doesNotContain("unsafe");
    assertThat(Safety.WITH_INLINE_STYLES).contains("style-src 'self' 'unsafe-inline'");
  }

  @Test
  void errorsAreSentencesInJson() {
    assertThat(Call.error(Call.get(server.address(), "/nothing"), 404))
        .isEqualTo("there is nothing at this address");
    assertThat(Call.error(Call.post(server.address(), "/hello", new byte[0]), 405))
        .isEqualTo("this address does not know that method");
    assertThat(Call.error(Call.get(server.address(), "/input"), 400))
        .isEqualTo("there is no run x");
    assertThat(Call.error(Call.get(server.address(), "/later"), 422)).isEqualTo("it is broken");
  }

  @Test
  void unexpectedFailuresTellNothing() {
    for (String path : new String[] {"/broken", "/failed", "/error"}) {
      assertThat(Call.error(Call.get(server.address(), path), 500))
          .isEqualTo("the server failed at this request: its log says why");
    }
  }

  @Test
  void uploadsAreBounded() {
    assertThat(Call.post(server.address(), "/size", new byte[Uploads.MOST_BYTES]).body())
        .isEqualTo("" + Uploads.MOST_BYTES);
    assertThat(
            Call.error(Call.post(server.address(), "/size", new byte[Uploads.MOST_BYTES + 1]), 413))
        .isEqualTo("the body has more than 20 MB, the limit");
  }

  @Test
  void chunkedUploadsAreBounded() {
    assertThat(Call.send(chunked(3 << 20)).body()).isEqualTo("" + (3 << 20));
    assertThat(Call.error(Call.send(chunked(Uploads.MOST_BYTES + 1)), 413)).contains("20 MB");
  }

  private java.net.http.HttpRequest.Builder chunked(int bytes) {
    return Call.request(server.address(), "/size")
        .POST(
            java.net.http.HttpRequest.BodyPublishers.ofInputStream(
                () -> new java.io.ByteArrayInputStream(new byte[bytes])));
  }

  @Test
  void tooManyBytesAtOnceAreRefusedAndGivenBack() throws Exception {
    Uploads small = new Uploads(1000);
    try (WebServer other =
        WebServer.at(ServerAddress.loopback(0))
            .routes(
                routes ->
                    routes.post(
                        "/size",
                        context -> {
                          try (Uploads.Upload upload = small.read(context)) {
                            context.result("" + upload.bytes().length);
                          }
                        }))
            .start()) {
      for (int i = 0; i < 3; i++) {
        HttpResponse<String> busy = Call.post(other.address(), "/size", new byte[1001]);
        assertThat(Call.error(busy, 429)).isEqualTo("too many uploads at once: try again");
        assertThat(busy.headers().firstValue("Retry-After")).contains("1");
        assertThat(Call.post(other.address(), "/size", new byte[1000]).body()).isEqualTo("1000");
      }
    }
  }

  @Test
  void aPortInUseIsOneSentence() {
    assertThatThrownBy(() -> WebServer.at(ServerAddress.loopback(server.port())).start())
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the server cannot listen at 127.0.0.1:"
                + server.port()
                + ": Address already in use (is another server running there? choose another port by --port)");
  }

  @Test
  void aPortIsFreeAfterItsServerHasStopped() {
    int port = server.port();
    server.close();
    try (WebServer again =
        WebServer.at(ServerAddress.loopback(port))
            .routes(routes -> routes.get("/hello", context -> context.result("again")))
            .start()) {
      assertThat(Call.get(again.address(), "/hello").body()).isEqualTo("again");
    }
  }

  @Test
  void stoppingFinishesWhatWasTaken() throws Exception {
    CompletableFuture<HttpResponse<String>> slow =
        CompletableFuture.supplyAsync(() -> Call.get(server.address(), "/slow"));
    await(entered);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
    assertThatThrownBy(() -> closing.get(300, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    leave.countDown();
    assertThat(slow.get(60, TimeUnit.SECONDS).body()).isEqualTo("finished");
    closing.get(60, TimeUnit.SECONDS);
    server.await();
    assertThatThrownBy(() -> Call.get(server.address(), "/hello"))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void aConnectionThatIsOpenIsToldThatTheServerStops() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(60_000);
      String hello = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
      socket.getOutputStream().write(hello.getBytes(US_ASCII));
      byte[] answer = new byte[4096];
      assertThat(socket.getInputStream().read(answer)).isPositive();
      CompletableFuture<HttpResponse<String>> slow =
          CompletableFuture.supplyAsync(() -> Call.get(server.address(), "/slow"));
      await(entered);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      String second = "HTTP/1.1 200";
      while (second.startsWith("HTTP/1.1 200")) { // until the server has heard that it is to stop
        socket.getOutputStream().write(hello.getBytes(US_ASCII));
        second = new String(answer, 0, socket.getInputStream().read(answer), ISO_8859_1);
      }
      assertThat(second)
          .startsWith("HTTP/1.1 503")
          .contains("{\"error\":\"the server is stopping\"}");
      leave.countDown();
      assertThat(slow.get(60, TimeUnit.SECONDS).body()).isEqualTo("finished");
      closing.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void addressesOfOtherMachinesNeedAToken() throws Exception {
    assertThatThrownBy(() -> new ServerAddress("0.0.0.0", 0, Optional.empty()))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            "other machines can reach 0\\.0\\.0\\.0: a server there needs a token, for example --token [0-9a-f]{32}");
    assertThatThrownBy(() -> new ServerAddress("127.0.0.1", 0, Optional.of("short")))
        .hasMessageStartingWith("the token has 5 characters but needs 16 or more");
    assertThatThrownBy(
            () -> new ServerAddress("127.0.0.1", 0, Optional.of("with a space and more")))
        .hasMessageStartingWith("the token may have letters, digits and ._~+/=- only");
    assertThatThrownBy(() -> ServerAddress.loopback(65_536))
        .hasMessage("the port must be from 0 to 65535 but is 65536");
    assertThatThrownBy(() -> new ServerAddress("no.such.host.invalid", 0, Optional.empty()))
        .hasMessageStartingWith("there is no host no.such.host.invalid");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(free.getLocalPort()).isPositive();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
