package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.server.Call;

/** The images of the index, what is like them, their pictures and their map, over HTTP. */
final class StudioLookTest {
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
  void rowsAndFilters() {
    JsonNode index = server.json("/api/index");
    assertThat(index.path("rows").asInt()).isEqualTo(3 * StudioFixture.EACH);
    JsonNode red = server.json("/api/rows?where=label=red&from=2&count=3");
    assertThat(red.path("count").asInt()).isEqualTo(StudioFixture.EACH);
    assertThat(StudioServer.texts(red.path("rows"), "label")).containsExactly("red", "red", "red");
    assertThat(server.json("/api/rows?where=path=*/3.png").path("count").asInt()).isEqualTo(3);
    assertThat(StudioServer.texts(server.json("/api/index/values?column=label"), "value"))
        .containsExactlyInAnyOrder("red", "green", "blue");
    assertThat(Call.error(Call.get(server.address(), "/api/rows?where=lable=red"), 400))
        .endsWith("did you mean label?");
    for (String path : List.of("/api/rows?", "/api/similar?row=0&")) {
      assertThat(Call.error(Call.get(server.address(), path + "where=label=rde"), 400))
          .isEqualTo("no row of the index has label=rde, did you mean label=red?");
    }
    assertThat(server.json("/api/rows?where=path=nowhere/*").path("count").asInt()).isZero();
  }

  @Test
  void whatIsLikeARow() {
    JsonNode answer = server.json("/api/similar?row=0&k=5");
    assertThat(answer.path("hits")).hasSize(5);
    assertThat(StudioServer.texts(answer.path("hits"), "number")).doesNotContain("0");
    assertThat(
            StudioServer.texts(
                server.json("/api/similar?row=0&k=5&where=label=green").path("hits"), "label"))
        .containsOnly("green");
    assertThat(server.json("/api/similar?row=0&k=1000").path("hits"))
        .hasSize(3 * StudioFixture.EACH - 1);
    assertThat(Call.error(Call.get(server.address(), "/api/similar?row=0&k=0"), 400))
        .isEqualTo("k must be a whole number from 1 to 1,000 but is '0'");
    assertThat(Call.error(Call.get(server.address(), "/api/similar?k=3"), 400))
        .isEqualTo("the request needs a value of row");
  }

  @Test
  void whatIsLikeAnUpload() throws IOException {
    JsonNode row = server.json("/api/rows/7");
    byte[] file = Files.readAllBytes(server.fixture().pictures().resolve(row.path("id").asText()));
    JsonNode found =
        Call.json(Call.post(server.address(), "/api/similar?k=1", file)).path("hits").get(0);
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
      assertThat(Call.error(Call.post(server.address(), path, body), status)).isEqualTo(sentence);
    }
  }

  /** By its header; the file has some 100 bytes. */
  @Test
  void anUploadOf200Megapixels() throws IOException {
    byte[] png = StudioFixture.png(0, 0);
    ByteBuffer.wrap(png).putInt(16, 20_000).putInt(20, 10_000);
    for (String path : List.of("/api/similar", "/api/runs/first/views")) {
      assertThat(Call.error(Call.post(server.address(), path, png), 413))
          .isEqualTo(
              "the image has 20000 x 10000 pixels, more than the limit of 100 megapixels: make it smaller");
    }
  }

  @Test
  void picturesAndAVanishedFile() throws IOException {
    var picture = Call.get(server.address(), "/api/pictures/table/3?size=64");
    assertThat(picture.statusCode()).isEqualTo(200);
    assertThat(picture.headers().firstValue("Content-Type")).hasValue("image/png");
    Path file = server.fixture().pictures().resolve(server.json("/api/rows/9").path("id").asText());
    Path away = folder.resolve("away.png");
    Files.move(file, away, StandardCopyOption.REPLACE_EXISTING);
    try {
      assertThat(Call.error(Call.get(server.address(), "/api/pictures/table/9?size=300"), 404))
          .contains("is gone");
    } finally {
      Files.move(away, file);
    }
    assertThat(Call.get(server.address(), "/api/pictures/table/9?size=300").statusCode())
        .isEqualTo(200);
  }

  @Test
  void theMapAndAListFromIt() throws Exception {
    JsonNode map = server.settled("/api/map");
    assertThat(map.path("shown").asInt()).isEqualTo(3 * StudioFixture.EACH);
    assertThat(map.path("label_names")).hasSize(3);
    assertThat(server.settled("/api/map/clusters?k=3")).hasSize(3 * StudioFixture.EACH);
    assertThat(Call.error(Call.get(server.address(), "/api/map/clusters?k=90"), 400))
        .isEqualTo("36 rows cannot form 90 clusters");
    String csv =
        Call.post(server.address(), "/api/map/list", "0\n35".getBytes(StandardCharsets.UTF_8))
            .body();
    assertThat(csv.lines()).hasSize(3).first().isEqualTo("table,id,label");
    assertThat(csv).contains("\ntable,blue/0.png,blue\n");
    assertThat(
            Call.error(
                Call.post(
                    server.address(), "/api/map/list", "../x".getBytes(StandardCharsets.UTF_8)),
                400))
        .isEqualTo("the list must have one row number in each line");
  }
}
