package org.likeness.evaluate.svm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.Score;
import org.likeness.figure.Bars;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.io.Json;

final class SvmReaderTest {
  @Test
  void theFigureHasABarForEachLayerInPercentWithItsInterval() throws IOException {
    ObjectNode body =
        Json.object().put("images", 7).put("protocol", "said").put("main", "embedding");
    body.set(
        "rows",
        Json.parse(
            """
            [{"layer":"conv1","accuracy":0.25,"accuracy_low":0.125,"accuracy_high":0.375},
             {"layer":"embedding","accuracy":0.5,"accuracy_low":0.375,"accuracy_high":0.625,
              "per_class":[{"class":"a","predicted":{"layer":1}}]}]
            """));
    Figure expected =
        new Bars("Linear SVM", "", "accuracy, %")
            .caption("said. Intervals of 95 %")
            .draw(
                List.of("conv1", "embedding"),
                List.of(
                    new Bars.Series(
                        "accuracy",
                        List.of(25.0, 50.0),
                        List.of(12.5, 37.5),
                        List.of(37.5, 62.5))));
    Figure figure = SvmEvaluation.entry().reader().figure(Report.of("svm", body)).orElseThrow();
    assertThat(Figures.svg(figure)).isEqualTo(Figures.svg(expected));
  }

  private static Report report(String more) throws IOException {
    ObjectNode body =
        Json.object().put("images", 7).put("protocol", "said").put("main", "backbone");
    body.set(
        "rows",
        Json.parse(
            """
            [{"layer":"backbone","shape":"32","c":0.1,"accuracy":0.625,"accuracy_low":0.5,
              "accuracy_high":0.75,"balanced_accuracy":0.25,"chance":0.125%s},
             {"layer":"pixels","shape":"6 x 6 x 4","c":10,"accuracy":0.375,"accuracy_low":0.25,
              "accuracy_high":0.5,"balanced_accuracy":0.5,"chance":0.5%s}]
            """
                .formatted(more, more)));
    return Report.of("svm", body);
  }

  /** The score is that of the main layer, which is not the last. */
  @Test
  void theNumbersAreShown() throws IOException {
    ReportReader reader = SvmEvaluation.entry().reader();
    assertThat(reader.table(report("")))
        .containsExactly(
            List.of("layer", "shape", "C", "accuracy", "95 %", "balanced"),
            List.of("backbone", "32", "0.1", "62.50 %", "50.0 % to 75.0 %", "25.00 %"),
            List.of("pixels", "6 x 6 x 4", "10", "37.50 %", "25.0 % to 50.0 %", "50.00 %"));
    assertThat(reader.table(report(",\"top5_accuracy\":0.875")))
        .extracting(row -> row.get(5))
        .containsExactly("top-5", "87.50 %", "87.50 %");
    assertThat(reader.summary(report("")))
        .containsExactly(
            Map.entry("SVM accuracy, backbone", "62.5 %"),
            Map.entry("SVM accuracy, embedding", "37.5 %"));
    assertThat(reader.metrics(report(""))).containsExactly(Map.entry("svm", Metric.share(0.625)));
    assertThat(reader.score(report(""))).contains(new Score(0.625, 0.125, 1));
  }
}
