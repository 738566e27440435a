package org.likeness.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.likeness.io.Json;

/** Requests of tests. */
public final class Call {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(60))
          .build();

  private Call() {}

  public static HttpResponse<String> get(URI server, String path, String... headers) {
    return send(request(server, path, headers).GET());
  }

  public static HttpResponse<String> post(URI server, String path, byte[] body, String... headers) {
    return send(request(server, path, headers).POST(BodyPublishers.ofByteArray(body)));
  }

  public static HttpRequest.Builder request(URI server, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(60));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request;
  }

  public static HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  public static JsonNode json(HttpResponse<String> response) {
    try {
      return Json.parse(response.body());
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + response.body(), e);
    }
  }

  /** The sentence of an error's answer, of which the form is checked. */
  public static String error(HttpResponse<String> response, int status) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return sentence(response.body());
  }

  static String sentence(String body) {
    try {
      JsonNode node = Json.parse(body);
      assertThat(node.size()).as(body).isOne();
      String sentence = node.get("error").textValue();
      assertThat(sentence).doesNotEndWith(".").doesNotContain("Exception", "org.", "\n");
      return sentence;
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + body, e);
    }
  }

  /**
   * Sends bytes as they are and reads until the server closes: a server that has refused a request
   * need not read the rest of it, which resets the connection.
   */
  static String raw(int port, String request) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      try {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        socket.shutdownOutput();
      } catch (SocketException e) { // it was refused before its end
      }
      try {
        socket.getInputStream().transferTo(answer);
      } catch (SocketException e) { // after the answer
      }
    }
    return answer.toString(StandardCharsets.ISO_8859_1);
  }
}
