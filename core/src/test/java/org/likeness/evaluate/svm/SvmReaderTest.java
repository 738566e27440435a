package org.likeness.evaluate.svm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.likeness.evaluate.Report;
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
}
