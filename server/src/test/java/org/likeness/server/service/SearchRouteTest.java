package org.likeness.server.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.classify.LabelledNeighbours;
import org.likeness.error.InputException;
import org.likeness.server.Call;
import org.likeness.torch.Torch;

class SearchRouteTest {
  private static final int ROWS = 20;

  @TempDir static Path folder;

  private static TinyIndex index;
  private static Service service;

  @BeforeAll
  static void start() throws Exception {
    Torch.setThreads(1);
    index = new TinyIndex(folder, TinyEncoder.make(1), ROWS);
    service = Service.of(index.encoder()).index(index.opened()).start();
  }

  @AfterAll
  static void stop() {
    service.close();
    index.close();
  }

  private static HttpResponse<String> search(String query, byte[] body, String... headers) {
    return Call.post(service.address(), "/v1/search" + query, body, headers);
  }

  private static JsonNode hits(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Call.json(response).get("hits");
  }

  private static List<String> ids(JsonNode hits) {
    List<String> ids = new ArrayList<>();
    hits.forEach(hit -> ids.add(hit.get("id").asText()));
    return ids;
  }

  /** The slow way: the similarity of each image by the encoder itself. */
  private static List<String> nearest(int image, int k, boolean withItself, int step) {
    record Near(String id, double similarity) {}
    List<Near> all = new ArrayList<>();
    float[] query = index.encoder().embed(TinyEncoder.png(image));
    for (int i = 0; i < ROWS; i += step) {
      if (withItself || i != image) {
        float[] row = index.encoder().embed(TinyEncoder.png(i));
        String id = (i % 2 == 0 ? "a/" : "b/") + i + ".png";
        all.add(new Near(id, index.encoder().similarity(query, row)));
      }
    }
    all.sort((a, b) -> Double.compare(b.similarity(), a.similarity()));
    return all.stream().limit(k).map(Near::id).toList();
  }

  @Test
  void anImageFindsItselfAndWhatIsLikeIt() {
    JsonNode hits = hits(search("?k=5", TinyEncoder.png(3)));
    assertThat(ids(hits)).isEqualTo(nearest(3, 5, true, 1)).startsWith("b/3.png");
    assertThat(hits.get(0).get("similarity").asDouble()).isCloseTo(1, within(1e-4));
    assertThat(hits.get(0).get("label").asText()).isEqualTo("b");
    assertThat(hits.get(0).get("table").asText()).isEqualTo("table");
    assertThat(hits(search("", TinyEncoder.png(3)))).hasSize(10);
    assertThat(ids(hits(search("?k=5&exact=true", TinyEncoder.png(3))))).isEqualTo(ids(hits));
  }

  @Test
  void aRowFindsOthers() {
    JsonNode hits = hits(search("?k=5&id=a/4.png", new byte[0]));
    assertThat(ids(hits)).isEqualTo(nearest(4, 5, false, 1));
    byte[] json = "{\"id\":\"table:a/4.png\",\"k\":5}".getBytes(UTF_8);
    assertThat(ids(hits(search("", json, "Content-Type", "application/json"))))
        .isEqualTo(ids(hits));
    assertThat(hits(search("?k=20&id=a/4.png", new byte[0]))).hasSize(ROWS - 1);
  }

  @Test
  void filtersGoIntoTheSearch() {
    assertThat(ids(hits(search("?k=4&where=label%3Da", TinyEncoder.png(3)))))
        .isEqualTo(nearest(3, 4, true, 2));
    byte[] json = "{\"id\":\"a/4.png\",\"where\":[\"path=b/1*\",\"label=b\"]}".getBytes(UTF_8);
    assertThat(ids(hits(search("", json, "Content-Type", "application/json"))))
        .containsExactlyInAnyOrder(
            "b/1.png", "b/11.png", "b/13.png", "b/15.png", "b/17.png", "b/19.png");
    assertThat(hits(search("?where=path%3Dnone/*", TinyEncoder.png(3)))).isEmpty();
    assertThat(hits(search("?where=label%3Da&where=path%3Db/*", TinyEncoder.png(3)))).isEmpty();
    assertThat(hits(search("?k=1&where=label%3Da&where=label%3Dnone", TinyEncoder.png(3))))
        .hasSize(1);
  }

  @Test
  void aValueThatNoRowHasIsRefused() {
    assertThat(Call.error(search("?where=label%3Dab", TinyEncoder.png(3)), 400))
        .isEqualTo("no row of the index has label=ab, did you mean label=a?");
    assertThat(Call.error(search("?where=path%3D*&where=table%3Dtabel", TinyEncoder.png(3)), 400))
        .isEqualTo("no row of the index has table=tabel, did you mean table=table?");
    byte[] json = "{\"id\":\"a/4.png\",\"where\":[\"label=none\"]}".getBytes(UTF_8);
    assertThat(Call.error(search("", json, "Content-Type", "application/json"), 400))
        .isEqualTo("no row of the index has label=none");
  }

  @Test
  void labelledNeighboursSayTheClass() {
    try (LabelledNeighbours neighbours = LabelledNeighbours.of(index.table(), 1, 0.07);
        Service classifying =
            Service.of(index.encoder()).labelled(neighbours, index.table().info()).start()) {
      byte[] image = TinyEncoder.png(7);
      JsonNode answer = Call.json(Call.post(classifying.address(), "/v1/classify?k=2", image));
      assertThat(answer.get("origin").asText()).isEqualTo("neighbours");
      JsonNode only = answer.get("images").get(0);
      assertThat(only.get("classes").get(0).get("name").asText()).isEqualTo("b");
      assertThat(only.get("nearest").get(0).get("id").asText()).isEqualTo("b/7.png");
      assertThat(only.get("nearest").get(0).get("similarity").asDouble())
          .isCloseTo(1, within(1e-4));
      assertThat(Call.error(Call.post(classifying.address(), "/v1/classify?k=3", image), 400))
          .isEqualTo("k must be in [1, 2], the classes, but is 3");
    }
  }

  @Test
  void badRequests() {
    byte[] image = TinyEncoder.png(1);
    assertThat(Call.error(search("?k=0", image), 400))
        .isEqualTo("k must be in [1, 20], the rows of the index, but is 0");
    assertThat(Call.error(search("?k=21", image), 400))
        .isEqualTo("k must be in [1, 20], the rows of the index, but is 21");
    assertThat(Call.error(search("?k=-3", image), 400)).endsWith("but is -3");
    assertThat(Call.error(search("?where=lable%3Da", image), 400))
        .isEqualTo("there is no column 'lable', did you mean label?");
    assertThat(Call.error(search("?where=label", image), 400))
        .startsWith("a filter must be column=value");
    assertThat(Call.error(search("?exact=perhaps", image), 400))
        .isEqualTo("exact must be true or false but is 'perhaps'");
    assertThat(Call.error(search("", new byte[0]), 400))
        .isEqualTo("a search needs one image, or the id of a row, and not both");
    assertThat(Call.error(search("?id=a/4.png", image), 400))
        .startsWith("a search needs one image");
    assertThat(Call.error(search("?id=a/5.png", new byte[0]), 404))
        .isEqualTo("the index has no row 'a/5.png'");
    assertThat(Call.error(search("?id=../../etc/passwd", new byte[0]), 404))
        .startsWith("the index has no row");
    assertThat(Call.error(search("", "text".getBytes(UTF_8)), 415)).contains("not an image");
  }

  @Test
  void withoutAnIndexItSaysSo() {
    try (Service bare = Service.of(index.encoder()).start()) {
      assertThat(Call.error(Call.post(bare.address(), "/v1/search", TinyEncoder.png(1)), 404))
          .isEqualTo("this server has no index: start it with --index");
    }
  }

  @Test
  void anIndexOfAnotherEncoderIsRefused() {
    assertThatThrownBy(() -> Service.of(TinyEncoder.make(2)).index(index.opened()).start())
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(
            "the index " + folder.resolve("index") + " belongs to another encoder");
  }

  @Test
  void anIndexWithoutRowsAnswersNothing(@TempDir Path other) throws Exception {
    try (TinyIndex empty = new TinyIndex(other, index.encoder(), 2)) {
      empty.clear();
      try (Service served = Service.of(index.encoder()).index(empty.opened()).start()) {
        assertThat(hits(Call.post(served.address(), "/v1/search", TinyEncoder.png(1)))).isEmpty();
        assertThat(hits(Call.post(served.address(), "/v1/search?k=1", TinyEncoder.png(1))))
            .isEmpty();
        assertThat(
                Call.error(Call.post(served.address(), "/v1/search?id=a/0.png", new byte[0]), 404))
            .isEqualTo("the index has no row 'a/0.png'");
      }
    }
  }

  /** Filters that Lucene does not take are mistakes of the request. */
  @Test
  void filtersThatCannotBeSearchedForAreRefused() {
    byte[] image = TinyEncoder.png(1);
    assertThat(Call.error(search("?where=path%3D*a" + "%3F".repeat(30), image), 400))
        .contains("cannot be searched for");
    assertThat(Call.error(search("?k=1" + "&where=path%3D*".repeat(101), image), 400))
        .isEqualTo("a filter can have 100 conditions at most");
  }

  @Test
  void rowsThatAreAddedAreFound(@TempDir Path other) throws Exception {
    try (TinyIndex growing = new TinyIndex(other, index.encoder(), 6);
        Service found = Service.of(index.encoder()).index(growing.opened()).start()) {
      growing.write(6, 9);
      for (int i = 0; i < 600; i++) {
        if (Call.post(found.address(), "/v1/search?k=9", TinyEncoder.png(8)).statusCode() == 200) {
          assertThat(ids(hits(Call.post(found.address(), "/v1/search?k=1", TinyEncoder.png(8)))))
              .containsExactly("a/8.png");
          return;
        }
        Thread.sleep(100);
      }
      throw new AssertionError("the new rows are not found");
    }
  }
}
