package org.likeness.evaluate.knn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.likeness.evaluate.Report;
import org.likeness.figure.Figures;
import org.likeness.io.Json;

final class ClassResultsTest {
  private static ObjectNode body(
      int[] bank, int[] labels, List<Integer> predictions, List<String> names) {
    ObjectNode body = Json.object().put("images", labels.length).put("protocol", "said");
    ClassResults.of(bank, labels, predictions, names).addTo(body);
    return body;
  }

  /** Class 1 is nowhere, class 2 is not in the bank, class 3 is not tested and has no name. */
  @Test
  void classesWithImagesHaveTheirResults() throws IOException {
    ObjectNode body =
        body(
            new int[] {0, 0, 3},
            new int[] {0, 0, 2, 0},
            List.of(0, 3, 0, 0),
            List.of("cat", "gone", "dog"));
    assertThat(body.path("per_class"))
        .isEqualTo(
            Json.parse(
                "[{\"class\":\"cat\",\"bank\":2,\"images\":3,\"accuracy\":0.6666666666666666,\"predicted\":{\"cat\":2,\"3\":1}},"
                    + "{\"class\":\"dog\",\"bank\":0,\"images\":1,\"accuracy\":0.0,\"predicted\":{\"cat\":1}},"
                    + "{\"class\":\"3\",\"bank\":1,\"images\":0}]"));
    assertThat(body.path("confusion")).isEqualTo(Json.parse("[[2,0,1],[1,0,0],[0,0,0]]"));
  }

  @Test
  void oneClassAloneIsRemarked() {
    ObjectNode body = body(new int[] {1}, new int[] {1, 1}, List.of(1, 1), List.of());
    assertThat(new KnnReader().remarks(Report.of("knn", body)))
        .containsExactly(
            "All images have one class, so every prediction is right: measure images of several classes.");
  }

  @Test
  void manyClassesHaveTheirPredictionsAndNoMatrix() {
    int[] labels = IntStream.range(0, 21).toArray();
    ObjectNode body = body(labels, labels, Collections.nCopies(21, 0), List.of());
    assertThat(body.path("per_class")).hasSize(21);
    assertThat(body.has("confusion")).isFalse();
    assertThat(body.at("/per_class/20/predicted")).isEqualTo(Json.object().put("0", 1));
    ObjectNode row = body.putArray("rows").addObject().put("k", 20).put("tau", 0.1);
    row.put("accuracy", 1 / 21.0);
    assertThat(Figures.svg(new KnnReader().figure(Report.of("knn", body)).orElseThrow()))
        .contains(">Weighted kNN, k = 20, tau = 0.1</text>", ">0</text>", ">20</text>");
  }
}
