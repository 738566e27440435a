package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;
import org.likeness.evaluate.Report;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;
import org.likeness.io.Json;

final class ReportFiguresTest {
  private static final NamedImages NONE =
      id -> {
        throw new IllegalStateException("no image is shown");
      };

  private static Report report(String evaluation, int... ks) {
    ObjectNode body = Json.object().put("images", 4).put("protocol", "p");
    ArrayNode rows = body.putArray("rows");
    for (int k : ks) {
      rows.addObject().put("k", k).put("tau", 0.1).put("accuracy", 1.0 / k);
    }
    return Report.of(evaluation, body);
  }

  @Test
  void aReportHasTheFigureOfItsEvaluation() {
    Report report = report("knn", 1, 5);
    assertThat(Figures.svg(ReportFigures.of(List.of(report), NONE).orElseThrow()))
        .isEqualTo(
            Figures.svg(MeasureKind.named("knn").reader().figure(report, NONE).orElseThrow()))
        .contains("Weighted kNN");
    assertThat(ReportFigures.of(List.of(report("knn", 1)), NONE)).isEmpty();
  }

  @Test
  void reportsOfSeveralEvaluationsOrOfNoneAreRefused() {
    assertThatThrownBy(() -> ReportFigures.of(List.of(report("knn", 1), report("copies")), NONE))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "a figure shows reports of one evaluation but these are of knn, copies: draw one figure of each");
    assertThatThrownBy(() -> ReportFigures.of(List.of(report("knnn", 1)), NONE))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no evaluation 'knnn', did you mean knn?");
  }
}
