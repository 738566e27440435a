package org.likeness.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests as hostile pages and clients send them, over plain sockets. */
class GuardTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private WebServer server = start(Optional.empty());

  private static WebServer start(Optional<String> token) {
    return WebServer.at(new ServerAddress("127.0.0.1", 0, token))
        .routes(
            routes -> {
              routes.get("/hello", context -> context.result("hello"));
              routes.post("/hello", context -> context.result("posted"));
              new StaticFiles("/org/likeness/server/").add("/files/a.txt", "a.txt").accept(routes);
            })
        .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String get(String... headers) throws Exception {
    return request("GET /hello", headers);
  }

  private String request(String line, String... headers) throws Exception {
    return Call.raw(
        server.port(),
        line + " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\nConnection: close\r\n\r\n");
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private void assertRefused(String answer, int status) {
    assertThat(answer).startsWith("HTTP/1.1 " + status).contains("nosniff");
    Call.sentence(body(answer));
    assertThat(answer).doesNotContain("hello");
  }

  @Test
  void namesOfThisMachineAreAnswered() throws Exception {
    for (String host :
        List.of("localhost", "127.0.0.1", "[::1]", "LOCALHOST:" + server.port(), "localhost:9")) {
      assertThat(get("Host: " + host)).as(host).startsWith("HTTP/1.1 200").endsWith("hello");
    }
  }

  @Test
  void otherNamesAreRefused() throws Exception {
    for (String host :
        List.of(
            "evil.example",
            "evil.example:" + server.port(),
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "0.0.0.0",
            "192.168.0.1")) {
      assertRefused(get("Host: " + host), 403);
    }
    assertThat(get("Host: localhost", "Host: evil.example")).startsWith("HTTP/1.1 400");
    assertThat(get()).startsWith("HTTP/1.1 400");
    assertThat(request("GET http://evil.example/hello", "Host: localhost"))
        .doesNotContain("HTTP/1.1 200");
  }

  @Test
  void pagesOfOtherSitesAreRefused() throws Exception {
    String host = "Host: localhost:" + server.port();
    for (String origin :
        List.of("http://evil.example", "null", "http://localhost:3000", "http://127.0.0.1:1")) {
      assertRefused(get(host, "Origin: " + origin), 403);
      assertRefused(request("POST /hello", host, "Content-Length: 0", "Origin: " + origin), 403);
    }
    assertThat(get(host, "Origin: http://localhost:" + server.port())).endsWith("hello");
    assertRefused(get(host, "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"), 403);
    assertRefused(get(host, "Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors"), 403);
    assertRefused(
        get(
            host,
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Mode: navigate",
            "Sec-Fetch-Dest: iframe"),
        403);
    assertThat(
            get(
                host,
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Mode: navigate",
                "Sec-Fetch-Dest: document"))
        .endsWith("hello");
    assertThat(get(host, "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: cors")).endsWith("hello");
  }

  @Test
  void nothingOutsideTheListIsServed() throws Exception {
    assertThat(request("GET /files/a.txt", "Host: localhost")).endsWith("a text\n");
    for (String path :
        List.of(
            "/files/../files/b.txt",
            "/files/%2e%2e/b.txt",
            "/files/..%2fb.txt",
            "/files/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
            "/files/..;/a",
            "/files/..\\b.txt",
            "/files/%5c..%5cb.txt",
            "/files/%252e%252e/b.txt",
            "/files/a.txt%00",
            "/files/a.txt/",
            "//etc/passwd",
            "/files//a.txt",
            "/files/",
            "/files/Refusal.class",
            "/org/likeness/server/a.txt",
            "/files/%c0%ae%c0%ae/a",
            "/%zz")) {
      String answer = request("GET " + path, "Host: localhost");
      assertThat(answer).as(path).matches("(?s)HTTP/1.1 40[04].*");
      assertThat(answer).as(path).doesNotContain("root:", "a text", "CAFEBABE");
    }
  }

  @Test
  void brokenRequestsAreAnsweredAndTheServerGoesOn() throws Exception {
    for (String request :
        List.of(
            "\r\n\r\n",
            "GET\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001",
            "GET /hello HTTP/1.1\r\nHost: localhost\r\nX: " + "a".repeat(100_000) + "\r\n\r\n",
            "POST /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
            "POST /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /hello HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "TRACE /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n",
            "NONSENSE /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")) {
      String answer = Call.raw(server.port(), request);
      assertThat(answer).as(request).doesNotContain("hello", "org.eclipse", "Caused by");
      assertThat(answer).as(request).doesNotStartWith("HTTP/1.1 500");
    }
    assertThat(get("Host: localhost")).endsWith("hello");
  }

  @Test
  void withATokenNothingIsAnsweredWithoutIt() throws Exception {
    server.close();
    server = start(Optional.of(TOKEN));
    HttpResponse<String> without = Call.get(server.address(), "/hello");
    assertThat(Call.error(without, 401)).startsWith("this server needs a token");
    assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertRefused(get("Host: x", "Authorization: Bearer " + TOKEN.substring(1)), 401);
    assertRefused(get("Host: x", "Authorization: Basic " + TOKEN), 401);
    assertRefused(get("Host: x", "Cookie: likeness-1=" + TOKEN), 401);
    assertRefused(request("GET /hello?token=wrong", "Host: x"), 401);
    assertRefused(request("POST /hello?token=" + TOKEN, "Host: x", "Content-Length: 0"), 401);
    assertThat(get("Host: x", "Authorization: Bearer " + TOKEN)).endsWith("hello");
    assertRefused(
        get("Host: x", "Authorization: Bearer " + TOKEN, "Origin: http://evil.example"), 403);
  }

  @Test
  void aPageGetsTheTokenAsACookie() throws Exception {
    server.close();
    server = start(Optional.of(TOKEN));
    String answer = request("GET /x/../hello?token=" + TOKEN, "Host: x");
    assertThat(answer)
        .startsWith("HTTP/1.1 303")
        .contains("\r\nLocation: /hello\r\n")
        .contains(
            "\r\nSet-Cookie: likeness-"
                + server.port()
                + "="
                + TOKEN
                + "; Path=/; HttpOnly; SameSite=Strict\r\n");
    assertThat(request("GET /hello?run=a%20b&token=" + TOKEN + "&run=c", "Host: x"))
        .as("the other parameters stay")
        .contains("\r\nLocation: /hello?run=a+b&run=c\r\n");
    assertThat(get("Host: x", "Cookie: likeness-" + server.port() + "=" + TOKEN)).endsWith("hello");
  }
}
