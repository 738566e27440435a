package org.likeness.evaluate.knn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Score;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.io.Json;

/** What is shown of a report, and nothing else of it. */
final class KnnReaderTest {
  private static final KnnReader READER = new KnnReader();

  private static ObjectNode row(int k, double tau, double accuracy, double balanced) {
    return Json.object()
        .put("k", k)
        .put("tau", tau)
        .put("accuracy", accuracy)
        .put("balanced_accuracy", balanced)
        .put("classes", 4);
  }

  private static Report report(Optional<ObjectNode> best, ObjectNode... rows) {
    ObjectNode body = Json.object().put("images", 8).put("protocol", "said");
    ArrayNode array = body.putArray("rows");
    List.of(rows).forEach(array::add);
    best.ifPresent(node -> body.set("best_of_grid", node));
    return Report.of("knn", body);
  }

  private static final Report TWO =
      report(
          Optional.of(row(5, 0.02, 0.875, 0.75)),
          row(20, 0.1, 0.625, 0.5),
          row(3, 0.1, 0.1234, 0.25));

  private static Report best(double accuracy) {
    return report(Optional.of(row(5, 0.02, accuracy, 0)), row(20, 0.1, 0.5, 0.5));
  }

  @Test
  void theTableHasEveryRowAndTheRemarkTheBest() {
    assertThat(READER.table(TWO))
        .containsExactly(
            List.of("k", "tau", "accuracy", "balanced"),
            List.of("20", "0.1", "62.50 %", "50.00 %"),
            List.of("3", "0.1", "12.34 %", "25.00 %"));
    assertThat(READER.remarks(TWO))
        .containsExactly(
            "Best of the grid, chosen on the validation part: k = 5, tau = 0.02, accuracy 87.50 %, balanced 75.00 %.");
    assertThat(READER.remarks(report(Optional.empty(), row(20, 0.1, 0.5, 0.5)))).isEmpty();
  }

  @Test
  void theSummaryHasARowForEachKAndTauAndForTheBest() {
    assertThat(READER.summary(TWO))
        .containsExactly(
            Map.entry("kNN accuracy, k = 20, tau = 0.1", "62.5 %"),
            Map.entry("kNN accuracy, k = 3, tau = 0.1", "12.3 %"),
            Map.entry("kNN accuracy, each at its best k and tau", "87.5 % (5, 0.02)"));
  }

  @Test
  void theColumnHasTheFirstRowAllIfThereAreMoreAndTheBest() {
    assertThat(READER.column(TWO))
        .containsExactly(
            Map.entry("knn", TWO.json().path("rows").path(0)),
            Map.entry("knn_rows", TWO.json().path("rows")),
            Map.entry("knn_best_of_grid", TWO.json().path("best_of_grid")));
    assertThat(READER.column(best(0.5))).containsOnlyKeys("knn", "knn_best_of_grid");
    assertThat(READER.column(report(Optional.empty(), row(20, 0.1, 0.5, 0.5))))
        .containsOnlyKeys("knn");
  }

  @Test
  void theFirstRowIsTheMetricAndTheScore() {
    assertThat(READER.metrics(TWO)).containsExactly(Map.entry("knn", Metric.share(0.625)));
    assertThat(READER.score(TWO)).contains(new Score(0.625, 0.25, 1));
  }

  @Test
  void aNoteIsMadeWherePixelsAreBetter() {
    assertThat(READER.note(best(0.6), best(0.5)).orElseThrow())
        .startsWith("Raw pixels have the higher kNN accuracy here");
    assertThat(READER.note(best(0.5), best(0.5))).isEmpty();
    assertThat(READER.note(best(0.5), best(0.6))).isEmpty();
    Report none = report(Optional.empty(), row(20, 0.1, 0.9, 0.5));
    assertThat(READER.note(none, best(0.5))).isEmpty();
    assertThat(READER.note(best(0.5), none)).isEmpty();
  }

  @Test
  void theFigureHasALineForEachTauInPercentFromTheSmallestK() {
    Report report =
        report(
            Optional.empty(),
            row(20, 0.1, 0.6254, 0),
            row(20, 0.02, 0.5, 0),
            row(3, 0.1, 0.125, 0),
            row(3, 0.02, 0.25, 0));
    Figure expected =
        new Curves("Weighted kNN", "k, number of neighbours", "accuracy, %")
            .logarithmicHorizontal()
            .caption("said")
            .draw(
                List.of(
                    new Curve("tau = 0.02", List.of(3.0, 20.0), List.of(25.0, 50.0)),
                    new Curve("tau = 0.1", List.of(3.0, 20.0), List.of(12.5, 62.5))));
    assertThat(Figures.svg(READER.figure(report).orElseThrow())).isEqualTo(Figures.svg(expected));
    Report oneK = report(Optional.empty(), row(20, 0.1, 0.5, 0), row(20, 0.02, 0.5, 0));
    assertThat(READER.figure(oneK)).isEmpty();
  }

  @Test
  void intervalsAndTopFiveHaveColumnsIfTheReportHasThem() {
    ObjectNode row = row(20, 0.1, 0.625, 0.5).put("accuracy_low", 0.6).put("accuracy_high", 0.65);
    assertThat(READER.table(report(Optional.empty(), row.put("top5_accuracy", 0.875))))
        .containsExactly(
            List.of("k", "tau", "accuracy", "95 % interval", "top-5", "balanced"),
            List.of("20", "0.1", "62.50 %", "60.0 % to 65.0 %", "87.50 %", "50.00 %"));
  }

  @Test
  void theConfusionOfFewClassesIsDrawn() throws IOException {
    ObjectNode body = report(Optional.empty(), row(20, 0.1, 0.5, 0.5)).body();
    body.set(
        "per_class",
        Json.parse(
            "[{\"class\":\"cat\",\"bank\":2,\"images\":4},{\"class\":\"dog\",\"bank\":0,\"images\":3}]"));
    body.set("confusion", Json.parse("[[3,1],[3,0]]"));
    Report report = Report.of("knn", body);
    assertThat(Figures.svg(READER.figure(report).orElseThrow()))
        .contains("Weighted kNN, k = 20, tau = 0.1</text>", ">dog</text>", ">75</text>", ">said<");
    assertThat(READER.remarks(report))
        .containsExactly(
            "The bank has no image of 1 of the 2 classes, so the 3 test images of these cannot be predicted.");
  }
}
