package org.likeness.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.likeness.contract.ReaderContract;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.figure.Bars;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;
import org.likeness.io.Json;

/** What is shown of fine-tuning on all labels, with one, two and three trainings. */
final class FineTuneReaderTest {
  private static final ReportReader READER = new FineTuneReader();
  private static final NamedImages NONE =
      id -> {
        throw new AssertionError("no image is named");
      };

  static ObjectNode result(double accuracy) {
    return Json.object()
        .put("accuracy", accuracy)
        .put("accuracy_low", accuracy - 0.05)
        .put("accuracy_high", accuracy + 0.05)
        .put("balanced_accuracy", accuracy - 0.1)
        .put("images", 80);
  }

  private static Report report(ObjectNode body) {
    return Report.of("finetune", body.put("protocol", "said"));
  }

  @Test
  void eachTrainingHasARow() {
    ObjectNode body = result(0.8125);
    Report alone = report(body.deepCopy());
    ReaderContract.check(READER, alone, NONE);
    assertThat(READER.table(alone))
        .containsExactly(
            List.of("trained", "accuracy", "95 %", "balanced"),
            List.of("from the encoder", "81.25 %", "76.3 % to 86.3 %", "71.25 %"));
    body.set("scratch", result(0.5));
    ReaderContract.check(READER, report(body.deepCopy()), NONE);
    body.set("distilled", result(0.75));
    Report all = report(body);
    ReaderContract.check(READER, all, NONE);
    assertThat(READER.table(all))
        .extracting(row -> row.get(0) + ": " + row.get(1))
        .containsExactly(
            "trained: accuracy",
            "from the encoder: 81.25 %",
            "from scratch: 50.00 %",
            "distilled: 75.00 %");
    assertThat(READER.summary(all))
        .containsExactly(Map.entry("accuracy after fine-tuning", "81.3 %"));
  }

  @Test
  void theTopFiveHaveAColumnIfTheReportHasThem() {
    ObjectNode body = result(0.8).put("top5_accuracy", 0.9);
    body.set("scratch", result(0.5).put("top5_accuracy", 0.7));
    Report report = report(body);
    ReaderContract.check(READER, report, NONE);
    assertThat(READER.table(report))
        .extracting(row -> row.get(3))
        .containsExactly("top-5", "90.00 %", "70.00 %");
  }

  @Test
  void theFigureHasABarForEachTrainingWithItsInterval() throws IOException {
    ObjectNode body = result(0.75);
    body.set("scratch", result(0.5));
    Figure expected =
        new Bars("Fine-tuning", "", "accuracy, %")
            .caption("said")
            .draw(
                List.of("from the encoder", "from scratch"),
                List.of(
                    new Bars.Series(
                        "accuracy",
                        List.of(75.0, 50.0),
                        List.of(100 * (0.75 - 0.05), 45.0),
                        List.of(80.0, 100 * (0.5 + 0.05)))));
    Figure figure = READER.figure(report(body)).orElseThrow();
    assertThat(Figures.svg(figure)).isEqualTo(Figures.svg(expected));
  }
}
