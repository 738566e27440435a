package org.likeness.server.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.server.Call;

/** An index of 20 pictures that changes while the studio shows it, and while it does not run. */
final class StudioIndexTest {
  @TempDir Path folder;
  private ChangingIndex changing;

  @BeforeEach
  void prepare() throws IOException {
    changing = new ChangingIndex(folder);
  }

  @AfterEach
  void stop() {
    changing.close();
  }

  private URI address() {
    return changing.address();
  }

  private HttpResponse<String> get(String path, String... headers) {
    return Call.get(address(), path, headers);
  }

  private JsonNode json(String path) {
    var answer = get(path);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Call.json(answer);
  }

  /** An answer, when the jobs that it waits for have ended. */
  private JsonNode settled(String path) throws InterruptedException {
    var answer = get(path);
    for (int i = 0; i < 2400 && answer.statusCode() == 202; i++) {
      assertThat(Call.json(answer).path("jobs")).hasSize(1);
      Thread.sleep(50);
      answer = get(path);
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Call.json(answer);
  }

  private static String tag(HttpResponse<String> picture) {
    assertThat(picture.statusCode()).as(picture.body()).isEqualTo(200);
    return picture.headers().firstValue("ETag").orElseThrow();
  }

  @Test
  void numbersOfAnotherStateAreRefused() throws Exception {
    String version = json("/api/index").path("version").asText();
    assertThat(settled("/api/map").path("version").asText()).isEqualTo(version);
    settled("/api/map/clusters?k=3&v=" + version);
    List<String> paths =
        List.of(
            "/api/rows?from=2&count=3&v=",
            "/api/rows/3?v=",
            "/api/similar?row=3&k=2&v=",
            "/api/pictures/table/3?size=64&v=",
            "/api/map/start?v=",
            "/api/map/clusters?k=3&v=");
    for (String path : paths) {
      assertThat(get(path + version).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(json("/api/rows/0?v=" + version).path("id").asText()).isEqualTo("10.png");
    byte[] list = "0\n1".getBytes(StandardCharsets.UTF_8);
    assertThat(Call.post(address(), "/api/map/list?v=" + version, list).body())
        .contains("table,10.png,", "table,11.png,");

    changing.addAnImage();
    Thread.sleep(2100); // it is looked for every two seconds
    String now = json("/api/index").path("version").asText();
    assertThat(now).isNotEqualTo(version);
    assertThat(settled("/api/map").path("version").asText()).isEqualTo(now);
    for (String path : paths) {
      assertThat(Call.error(get(path + version), 409))
          .as(path)
          .isEqualTo("the index has changed: load the page again");
    }
    Call.error(Call.post(address(), "/api/map/list?v=" + version, list), 409);
    assertThat(json("/api/rows/0?v=" + now).path("id").asText()).isEqualTo("00.png");
    // By its name an image is found whatever its number.
    JsonNode similar = json("/api/similar?image=table:10.png&k=3");
    assertThat(similar.path("query").path("number").asInt()).isEqualTo(1);
    assertThat(similar.path("version").asText()).isEqualTo(now);
    assertThat(similar.path("hits")).hasSize(3);
    assertThat(Call.error(get("/api/similar?image=table:9.png"), 404))
        .isEqualTo("the index has no image 'table:9.png'");
  }

  /** What a browser kept of another studio at the same port must not be shown for other rows. */
  @Test
  void picturesAfterARestartOnAChangedIndex() throws IOException {
    String version = json("/api/index").path("version").asText();
    String path = "/api/pictures/table/3?size=64";
    HttpResponse<String> before = get(path + "&v=" + version);
    assertThat(before.headers().firstValue("Cache-Control")).hasValue("private, no-cache");
    String tag = tag(before);
    assertThat(get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);
    changing.start();
    assertThat(get(path + "&v=" + version, "If-None-Match", tag).statusCode()).isEqualTo(304);
    changing.addAnImage();
    changing.start();
    Call.error(get(path + "&v=" + version, "If-None-Match", tag), 409);
    assertThat(tag(get(path, "If-None-Match", tag))).isNotEqualTo(tag);
    assertThat(tag(get("/api/pictures/table/4?size=64"))).isEqualTo(tag);
  }

  @Test
  void anImageThatIsReplacedUnderItsName() throws IOException {
    String tag = tag(get("/api/pictures/table/3"));
    changing.draw("13.png", 5);
    assertThat(tag(get("/api/pictures/table/3", "If-None-Match", tag))).isNotEqualTo(tag);
  }

  @Test
  void linksOutOfTheFolderAreNotFollowed() throws IOException {
    Path secret = folder.resolve("secret.png");
    Files.move(changing.picture("15.png"), secret);
    Files.createSymbolicLink(changing.picture("15.png"), secret);
    assertThat(Call.error(get("/api/pictures/table/5"), 404))
        .startsWith("the image 15.png of the table table is a link to a file outside of ");
    // A link that was there when the folder was embedded is not followed either.
    Files.createSymbolicLink(changing.picture("05.png"), secret);
    changing.index();
    changing.start();
    assertThat(json("/api/rows/0").path("id").asText()).isEqualTo("05.png");
    assertThat(Call.error(get("/api/pictures/table/0"), 404)).contains("which is not followed");
  }

  @Test
  void aMapIsMadeByJobsOnce() throws Exception {
    HttpResponse<String> first = get("/api/map");
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(Call.json(first).path("jobs").get(0).path("job").asText())
        .isEqualTo("placing 20 images");
    String version = settled("/api/map").path("version").asText();
    assertThat(get("/api/map").statusCode()).isEqualTo(200);
    String clusters = "/api/map/clusters?k=4&v=" + version;
    assertThat(get(clusters).statusCode()).isEqualTo(202);
    JsonNode labels = settled(clusters);
    assertThat(labels).hasSize(ChangingIndex.IMAGES);
    assertThat(json(clusters)).isEqualTo(labels);
  }
}
