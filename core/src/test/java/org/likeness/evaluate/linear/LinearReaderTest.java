package org.likeness.evaluate.linear;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.Score;
import org.likeness.figure.Bars;
import org.likeness.figure.Confusion;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.io.Json;

final class LinearReaderTest {
  private static final ReportReader READER = LinearEvaluation.entry().reader();

  private static Report report(String classes) throws IOException {
    ObjectNode body = Json.object().put("images", 7).put("protocol", "said");
    body.set("per_class", Json.parse(classes));
    return Report.of("linear", body);
  }

  /** A class without test images has a row without images where it was predicted. */
  @Test
  void theFigureIsTheConfusionMatrix() throws IOException {
    Report report =
        report(
            """
            [{"class":"cat","images":4,"predicted":{"cat":3,"class":1}},
             {"class":"class","images":3,"predicted":{"cat":1,"fox":2}}]
            """);
    Confusion expected =
        new Confusion(
            "Linear classifier",
            List.of("cat", "class", "fox"),
            new int[][] {{3, 1, 0}, {1, 0, 2}, {0, 0, 0}},
            "said");
    assertThat(Figures.svg(READER.figure(report).orElseThrow())).isEqualTo(Figures.svg(expected));
  }

  @Test
  void oneClassHasNoFigureAndManyHaveBars() throws IOException {
    assertThat(READER.figure(report("[{\"class\":\"cat\",\"predicted\":{\"cat\":3}}]"))).isEmpty();
    assertThat(READER.figure(report(classes(Confusion.MOST)))).isPresent();
    Figure expected =
        new Bars("Linear classifier", "", "accuracy, %")
            .caption("said")
            .draw(
                IntStream.range(0, 21).mapToObj(i -> "c" + (20 - i)).toList(),
                List.of(
                    new Bars.Series(
                        "accuracy of each class",
                        IntStream.range(0, 21).mapToObj(i -> 100 * (20 - i) / 20.0).toList())));
    assertThat(Figures.svg(READER.figure(report(classes(Confusion.MOST + 1))).orElseThrow()))
        .isEqualTo(Figures.svg(expected));
  }

  private static String classes(int number) {
    ArrayNode rows = Json.object().putArray("rows");
    IntStream.range(0, number)
        .forEach(
            i ->
                rows.addObject()
                    .put("class", "c" + i)
                    .put("accuracy", i / 20.0)
                    .putObject("predicted")
                    .put("c" + i, 1));
    return rows.toString();
  }

  @Test
  void theNumbersAreShown() {
    ObjectNode body =
        Json.object()
            .put("accuracy", 0.625)
            .put("accuracy_low", 0.5)
            .put("accuracy_high", 0.75)
            .put("balanced_accuracy", 0.25)
            .put("lr", 0.03)
            .put("weight_decay", 0.001)
            .put("chance", 0.125)
            .put("images", 7)
            .put("protocol", "said");
    Report report = Report.of("linear", body);
    assertThat(READER.table(report))
        .containsExactly(
            List.of("accuracy", "95 %", "balanced", "rate", "decay"),
            List.of("62.50 %", "50.0 % to 75.0 %", "25.00 %", "0.03", "0.001"));
    assertThat(READER.table(Report.of("linear", body.put("top5_accuracy", 0.875))))
        .containsExactly(
            List.of("accuracy", "95 %", "top-5", "balanced", "rate", "decay"),
            List.of("62.50 %", "50.0 % to 75.0 %", "87.50 %", "25.00 %", "0.03", "0.001"));
    assertThat(READER.remarks(report)).containsExactly("Chance is 12.50 %.");
    assertThat(READER.summary(report)).containsExactly(Map.entry("linear accuracy", "62.5 %"));
    assertThat(READER.metrics(report)).containsExactly(Map.entry("linear", Metric.share(0.625)));
    assertThat(READER.score(report)).contains(new Score(0.625, 0.125, 1));
  }
}
