package org.likeness.server.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.classifier.Answer;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.server.Call;
import org.likeness.torch.Torch;

class ServiceTest {
  private static Encoder encoder;
  private static FeatureClassifier classifier;
  private static Service service;
  private static URI address;

  @BeforeAll
  static void start() {
    Torch.setThreads(1);
    encoder = TinyEncoder.make(1);
    classifier = TinyEncoder.classifier(encoder);
    service = Service.of(encoder).classifier(classifier).start();
    address = service.address();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @AfterEach
  void theServerGoesOn() {
    assertThat(Call.json(Call.get(address, "/health")).get("status").asText()).isEqualTo("ok");
  }

  private static float[] vector(JsonNode node) {
    float[] vector = new float[node.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = node.get(i).floatValue();
    }
    return vector;
  }

  private static JsonNode ok(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Call.json(response);
  }

  private static void assertSame(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }

  private static HttpResponse<String> embed(byte[] body, String... headers) {
    return Call.post(address, "/v1/embed", body, headers);
  }

  @Test
  void anImageAsTheBody() {
    byte[] image = TinyEncoder.png(1);
    JsonNode answer = ok(embed(image));
    assertThat(answer.get("encoder").asText()).isEqualTo(encoder.hash());
    assertThat(answer.get("features").asText()).isEqualTo("head");
    assertThat(answer.get("dimension").asInt()).isEqualTo(TinyEncoder.DIMENSION);
    assertThat(answer.get("vectors")).hasSize(1);
    assertSame(vector(answer.get("vectors").get(0)), encoder.embed(image));
    JsonNode backbone = ok(Call.post(address, "/v1/embed?features=backbone", image));
    assertSame(vector(backbone.get("vectors").get(0)), encoder.features(image));
  }

  /** As {@code curl --data-binary} sends it, and with a wrong type. */
  @Test
  void theContentTypeOfAnImageDoesNotMatter() {
    byte[] image = TinyEncoder.encoded(TinyEncoder.picture(2, 90, 60), "jpg");
    for (String type : List.of("application/x-www-form-urlencoded", "image/png", "text/plain")) {
      assertSame(
          vector(ok(embed(image, "Content-Type", type)).get("vectors").get(0)),
          encoder.embed(image));
    }
  }

  @Test
  void manyImagesAsAFormAndInJson() {
    List<byte[]> images = List.of(TinyEncoder.png(1), TinyEncoder.png(2), TinyEncoder.png(3));
    JsonNode form = ok(embed(form(images), "Content-Type", "multipart/form-data; boundary=b"));
    StringBuilder json = new StringBuilder("{\"features\":\"head\",\"images\":[");
    for (byte[] image : images) {
      json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
          .append('"')
          .append(Base64.getEncoder().encodeToString(image))
          .append('"');
    }
    JsonNode inJson = ok(embed((json + "]}").getBytes(UTF_8), "Content-Type", "application/json"));
    assertThat(form.get("vectors")).hasSize(3);
    assertThat(inJson.get("vectors")).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertSame(vector(form.get("vectors").get(i)), encoder.embed(images.get(i)));
      assertSame(vector(inJson.get("vectors").get(i)), encoder.embed(images.get(i)));
    }
  }

  static byte[] form(List<byte[]> images) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < images.size(); i++) {
      String head =
          "--b\r\nContent-Disposition: form-data; name=\"images\"; filename=\"%d.png\"\r\n\r\n"
              .formatted(i);
      out.writeBytes(head.getBytes(UTF_8));
      out.writeBytes(images.get(i));
      out.writeBytes("\r\n".getBytes(UTF_8));
    }
    out.writeBytes("--b--\r\n".getBytes(UTF_8));
    return out.toByteArray();
  }

  @Test
  void classes() {
    byte[] image = TinyEncoder.png(4);
    List<Answer> expected = classifier.answers(encoder.features(image), 3);
    JsonNode classes =
        ok(Call.post(address, "/v1/classify", image)).get("images").get(0).get("classes");
    assertThat(classes).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(classes.get(i).get("name").asText()).isEqualTo(expected.get(i).name());
      assertThat(classes.get(i).get("label").asInt()).isEqualTo(expected.get(i).label());
      assertThat(classes.get(i).get("probability").asDouble())
          .isCloseTo(expected.get(i).probability(), within(1e-5));
    }
    assertThat(
            ok(Call.post(address, "/v1/classify?k=1", image)).get("images").get(0).get("classes"))
        .hasSize(1);
  }

  @Test
  void uploadsThatAreNoImages() throws Exception {
    assertThat(Call.error(embed(new byte[0]), 400)).startsWith("there is no image");
    assertThat(Call.error(embed("hello world".getBytes(UTF_8)), 415))
        .isEqualTo("the image is not an image: it starts with \"hello wo\"");
    byte[] png = TinyEncoder.png(1);
    assertThat(Call.error(embed(Arrays.copyOf(png, png.length / 2)), 422))
        .isEqualTo("the image is truncated: the end of the image is missing");
    byte[] broken = png.clone();
    Arrays.fill(broken, 60, 200, (byte) 7);
    assertThat(Call.error(embed(broken), 422)).startsWith("the image cannot be decoded");
    byte[] large = png.clone();
    ByteBuffer.wrap(large).putInt(16, 20_000).putInt(20, 10_000);
    assertThat(Call.error(embed(large), 413))
        .startsWith("the image has 20000 x 10000 pixels, more than the limit of 100 megapixels");
    assertThat(Call.error(embed(new byte[20_000_001]), 413)).contains("20 MB");
  }

  @Test
  void theImageThatIsWrongIsNamed() {
    byte[] body = form(List.of(TinyEncoder.png(1), "text".getBytes(UTF_8)));
    assertThat(Call.error(embed(body, "Content-Type", "multipart/form-data; boundary=b"), 415))
        .isEqualTo("image 2 (1.png) is not an image: it starts with \"text\"");
  }

  @Test
  void malformedBodies() {
    String json = "application/json";
    String form = "multipart/form-data; boundary=b";
    assertThat(Call.error(embed("{".getBytes(UTF_8), "Content-Type", json), 400))
        .startsWith("the body is not valid JSON");
    assertThat(Call.error(embed("[]".getBytes(UTF_8), "Content-Type", json), 400))
        .isEqualTo("the body must be a JSON object");
    assertThat(Call.error(embed("{}".getBytes(UTF_8), "Content-Type", json), 400))
        .startsWith("there is no image");
    assertThat(Call.error(embed("{\"images\":[{}]}".getBytes(UTF_8), "Content-Type", json), 400))
        .isEqualTo("the field images must have plain values");
    assertThat(Call.error(embed("{\"imagse\":\"\"}".getBytes(UTF_8), "Content-Type", json), 400))
        .isEqualTo("there is no parameter 'imagse', did you mean image?");
    assertThat(Call.error(embed("{\"image\":\"\"}".getBytes(UTF_8)), 400))
        .isEqualTo("the body looks like JSON: send it with Content-Type: application/json");
    assertThat(Call.error(embed("[".repeat(5000).getBytes(UTF_8), "Content-Type", json), 400))
        .startsWith("the body is JSON that is nested too deeply");
    assertThat(Call.error(embed("--x".getBytes(UTF_8), "Content-Type", form), 400))
        .isEqualTo("the form is malformed: its boundary does not occur");
  }

  @Test
  void imagesThatAreNotInBase64() {
    String good = Base64.getEncoder().encodeToString(TinyEncoder.png(1));
    for (String bad : List.of("\"%%\"", "5", "\"data:image/png,%89PNG\"", "\"" + good + "?\"")) {
      assertThat(refused("{\"image\":" + bad + "}")).isEqualTo("image 1 is not in base 64");
      assertThat(refused("{\"images\":[\"" + good + "\"," + bad + ",\"" + good + "\"]}"))
          .isEqualTo("image 2 is not in base 64");
    }
    assertThat(refused("{\"images\":[\"" + good + "\",\"\"]}")).isEqualTo("image 2 is empty");
  }

  private static String refused(String json) {
    return Call.error(embed(json.getBytes(UTF_8), "Content-Type", "application/json"), 400);
  }

  /** As the command base64 writes it, and as pages have it. */
  @Test
  void base64InLinesAndInDataAddresses() {
    byte[] image = TinyEncoder.png(1);
    String lines = Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(image) + "\n";
    String plain = Base64.getEncoder().encodeToString(image);
    for (String text : List.of(lines.replace("\n", "\\n"), "data:image/png;base64," + plain)) {
      byte[] json = "{\"image\":\"%s\"}".formatted(text).getBytes(UTF_8);
      assertSame(
          vector(ok(embed(json, "Content-Type", "application/json")).get("vectors").get(0)),
          encoder.embed(image));
    }
  }

  /** {@code image} and {@code images} mean the same. */
  @Test
  void namesOfImages() {
    String first = Base64.getEncoder().encodeToString(TinyEncoder.png(1));
    String second = Base64.getEncoder().encodeToString(TinyEncoder.png(2));
    for (String json :
        List.of(
            "{\"image\":[\"%s\",\"%s\"]}",
            "{\"images\":[\"%s\",\"%s\"]}", "{\"image\":\"%s\",\"images\":\"%s\"}")) {
      byte[] body = json.formatted(first, second).getBytes(UTF_8);
      JsonNode vectors = ok(embed(body, "Content-Type", "application/json")).get("vectors");
      assertThat(vectors).hasSize(2);
      assertSame(vector(vectors.get(1)), encoder.embed(TinyEncoder.png(2)));
    }
    byte[] form = form(List.of(TinyEncoder.png(1), TinyEncoder.png(2)));
    String one = new String(form, ISO_8859_1);
    byte[] other = one.replace("\"images\"", "\"image\"").getBytes(ISO_8859_1);
    assertThat(ok(embed(other, "Content-Type", "multipart/form-data; boundary=b")).get("vectors"))
        .hasSize(2);
  }

  @Test
  void parametersAreChecked() {
    byte[] image = TinyEncoder.png(1);
    assertThat(Call.error(Call.post(address, "/v1/embed?features=tail", image), 400))
        .isEqualTo("features must be head or backbone but is 'tail'");
    assertThat(Call.error(Call.post(address, "/v1/embed?feature=head", image), 400))
        .isEqualTo("there is no parameter 'feature', did you mean features?");
    assertThat(Call.error(Call.post(address, "/v1/classify?k=0", image), 400))
        .isEqualTo("k must be in [1, 3], the classes, but is 0");
    assertThat(Call.error(Call.post(address, "/v1/classify?k=4", image), 400))
        .isEqualTo("k must be in [1, 3], the classes, but is 4");
    assertThat(Call.error(Call.post(address, "/v1/classify?k=many", image), 400))
        .isEqualTo("k must be a whole number but is 'many'");
    assertThat(Call.error(Call.post(address, "/v1/classify?k=1&k=2", image), 400))
        .isEqualTo("k is given 2 times: give it once");
  }

  @Test
  void addressesAndMethods() {
    assertThat(Call.error(Call.get(address, "/v1/embed"), 405))
        .isEqualTo("this address does not know that method");
    assertThat(Call.error(Call.get(address, "/v1/nothing"), 404))
        .isEqualTo("there is nothing at this address");
    assertThat(
            Call.error(
                Call.post(address, "/v1/embed", TinyEncoder.png(1), "Origin", "http://x.example"),
                403))
        .isEqualTo("the request comes from a page of another site");
  }

  @Test
  void withoutAClassifierItSaysSo() {
    try (Service bare = Service.of(encoder).start()) {
      assertThat(Call.error(Call.post(bare.address(), "/v1/classify", TinyEncoder.png(1)), 404))
          .startsWith("this server has no classifier");
    }
  }

  @Test
  void aClassifierOfAnotherEncoderIsRefused() {
    FeatureClassifier other = TinyEncoder.classifier(TinyEncoder.make(2));
    assertThatThrownBy(() -> Service.of(encoder).classifier(other).start())
        .isInstanceOf(InputException.class)
        .hasMessage(
            "the classifier belongs to another encoder (%s) than this one (%s)"
                .formatted(other.encoder().substring(0, 16), encoder.shortHash()));
  }

  @Test
  void clientsThatHangUpDisturbNobody() throws Exception {
    byte[] image = TinyEncoder.png(1);
    for (int i = 0; i < 20; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
        String head =
            "POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                .formatted(image.length);
        socket.getOutputStream().write(head.getBytes(UTF_8));
        socket.getOutputStream().write(image, 0, i % 2 == 0 ? image.length : 10);
        socket.setSoLinger(true, 0); // the connection is reset
      }
    }
    ok(embed(image));
    assertThat(eventually("likeness_images_in_service 0.0\n")).isTrue();
  }

  private static boolean eventually(String line) throws InterruptedException {
    for (int i = 0; i < 1200; i++) {
      if (Call.get(address, "/metrics").body().contains(line)) {
        return true;
      }
      Thread.sleep(50);
    }
    return false;
  }

  @Test
  void manyClientsGetTheirOwnVectors() throws Exception {
    List<byte[]> images = new ArrayList<>();
    List<float[]> expected = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      images.add(TinyEncoder.png(i));
      expected.add(encoder.embed(images.get(i)));
    }
    ExecutorService clients = Executors.newFixedThreadPool(16);
    try {
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        int image = i % 8;
        all.add(
            CompletableFuture.runAsync(
                () ->
                    assertSame(
                        vector(ok(embed(images.get(image))).get("vectors").get(0)),
                        expected.get(image)),
                clients));
      }
      for (CompletableFuture<Void> one : all) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void aFullQueueAnswersThatItIsBusy() throws Exception {
    try (Service small =
        Service.of(encoder).batches(new BatchOptions(1, Duration.ZERO, 1)).start()) {
      HttpResponse<String> busy = busy(small.address());
      assertThat(Call.error(busy, 429))
          .isEqualTo("the service has too much to do: try again later");
      assertThat(busy.headers().firstValue("Retry-After")).contains("1");
      for (int i = 0; i < 1200; i++) {
        if (Call.post(small.address(), "/v1/embed", TinyEncoder.png(1)).statusCode() == 200) {
          return;
        }
        Thread.sleep(50);
      }
      throw new AssertionError("the place of the client that hung up is still taken");
    }
  }

  /**
   * The answer while a slow client has the place, which hangs up then. Where it was refused itself,
   * since another request was there first, it comes again.
   */
  private static HttpResponse<String> busy(URI server) throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
        slow.getOutputStream()
            .write(
                "POST /v1/embed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n"
                    .getBytes(UTF_8));
        slow.getOutputStream().flush();
        for (int j = 0; j < 200 && slow.getInputStream().available() == 0; j++) {
          HttpResponse<String> response = Call.post(server, "/v1/embed", TinyEncoder.png(1));
          if (response.statusCode() != 200) {
            return response;
          }
          Thread.sleep(50);
        }
      }
    }
    throw new AssertionError("never busy");
  }

  @Test
  void stoppingAnswersWhatWasTaken() throws Exception {
    Service stopped =
        Service.of(encoder).batches(new BatchOptions(4, Duration.ofMillis(5), 64)).start();
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    byte[] form = form(java.util.Collections.nCopies(12, TinyEncoder.png(3)));
    for (int i = 0; i < 5; i++) {
      all.add(
          CompletableFuture.supplyAsync(
              () ->
                  Call.post(
                          stopped.address(),
                          "/v1/embed",
                          form,
                          "Content-Type",
                          "multipart/form-data; boundary=b")
                      .statusCode()));
    }
    while (!Call.get(stopped.address(), "/metrics").body().matches("(?s).*in_service [1-9].*")
        && !all.stream().allMatch(CompletableFuture::isDone)) {
      Thread.onSpinWait();
    }
    stopped.close();
    for (CompletableFuture<Integer> one : all) {
      try {
        assertThat(one.get(60, TimeUnit.SECONDS)).isIn(200, 503);
      } catch (java.util.concurrent.ExecutionException e) {
        // a connection that the server had not accepted before it stopped
        assertThat(e).hasRootCauseInstanceOf(IOException.class);
      }
    }
    assertThat(all.stream().filter(one -> !one.isCompletedExceptionally()).count()).isPositive();
  }

  @Test
  void metricsAsTextAndAsOpenMetrics() {
    ok(embed(TinyEncoder.png(1)));
    HttpResponse<String> text = Call.get(address, "/metrics");
    assertThat(text.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain")
        .contains("version=0.0.4");
    assertThat(text.body())
        .contains("# TYPE likeness_requests_total counter")
        .contains("likeness_requests_total{path=\"/v1/embed\",status=\"200\"}")
        .contains("likeness_images_total ")
        .contains("process_resident_memory_bytes ")
        .doesNotContain("# EOF");
    HttpResponse<String> open =
        Call.get(address, "/metrics", "Accept", "application/openmetrics-text; version=1.0.0");
    assertThat(open.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/openmetrics-text");
    assertThat(open.body())
        .endsWith("# EOF\n")
        .contains("likeness_batch_images_bucket{le=\"1.0\"}");
  }

  @Test
  void pagesOfTheDescription() {
    HttpResponse<String> root = Call.get(address, "/");
    assertThat(root.statusCode()).isEqualTo(302);
    assertThat(root.headers().firstValue("Location")).hasValue("/docs");
    HttpResponse<String> page = Call.get(address, "/docs");
    assertThat(page.body()).contains("/docs/swagger-ui-bundle.js");
    for (String file :
        List.of(
            "/docs/swagger-ui.css",
            "/docs/swagger-ui-bundle.js",
            "/docs/start.js",
            "/openapi.yaml")) {
      assertThat(Call.get(address, file).statusCode()).as(file).isEqualTo(200);
    }
    assertThat(Call.error(Call.get(address, "/docs/index.html"), 404)).isNotEmpty();
  }
}
