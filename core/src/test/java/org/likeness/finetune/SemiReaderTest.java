package org.likeness.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.likeness.finetune.FineTuneReaderTest.result;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.likeness.contract.ReaderContract;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;
import org.likeness.io.Json;

/** What is shown of fine-tuning on shares of the labels. */
final class SemiReaderTest {
  private static final ReportReader READER = new SemiReader();
  private static final NamedImages NONE =
      id -> {
        throw new AssertionError("no image is named");
      };

  private static ObjectNode row(double share, int labels, double encoder) {
    ObjectNode row = Json.object().put("share", share).put("labels", labels);
    row.set("encoder", result(encoder));
    return row;
  }

  private static ObjectNode row(double share, int labels, double encoder, double scratch) {
    ObjectNode row = row(share, labels, encoder);
    row.set("scratch", result(scratch));
    return row;
  }

  private static Report report(ObjectNode... rows) {
    ObjectNode body = Json.object().put("images", 80).put("protocol", "said");
    ArrayNode array = body.putArray("rows");
    List.of(rows).forEach(array::add);
    return Report.of("semi", body);
  }

  private static final Report TWO = report(row(0.01, 5, 0.25, 0.125), row(0.5, 250, 0.75, 0.5));

  @Test
  void eachShareHasARowAndEachTrainingItsColumns() {
    ReaderContract.check(READER, TWO, NONE);
    assertThat(READER.table(TWO))
        .containsExactly(
            List.of("share", "labels", "from the encoder", "95 %", "from scratch", "95 %"),
            List.of("1.0 %", "5", "25.00 %", "20.0 % to 30.0 %", "12.50 %", "7.5 % to 17.5 %"),
            List.of("50.0 %", "250", "75.00 %", "70.0 % to 80.0 %", "50.00 %", "45.0 % to 55.0 %"));
    assertThat(READER.summary(TWO))
        .as("the largest share")
        .containsExactly(Map.entry("accuracy with 50.0 % of the labels", "75.0 %"));
  }

  @Test
  void theTopFiveOfEachTrainingComeLast() {
    ObjectNode row = row(0.1, 50, 0.5, 0.25);
    ((ObjectNode) row.path("encoder")).put("top5_accuracy", 0.875);
    ((ObjectNode) row.path("scratch")).put("top5_accuracy", 0.625);
    ReaderContract.check(READER, report(row), NONE);
    assertThat(READER.table(report(row)).get(0))
        .endsWith("from the encoder, top-5", "from scratch, top-5");
    assertThat(READER.table(report(row)).get(1)).endsWith("87.50 %", "62.50 %");
  }

  @Test
  void theFigureHasALineForEachTraining() {
    Figure expected =
        new Curves("Fine-tuning on some labels", "labels, %", "accuracy, %")
            .caption("said. Intervals of 95 % are up to ±5.0 %")
            .draw(
                List.of(
                    new Curve("from the encoder", List.of(1.0, 50.0), List.of(25.0, 75.0)),
                    new Curve("from scratch", List.of(1.0, 50.0), List.of(12.5, 50.0))));
    assertThat(Figures.svg(READER.figure(TWO).orElseThrow())).isEqualTo(Figures.svg(expected));
  }

  @Test
  void oneShareHasNoFigure() {
    Report one = report(row(0.1, 50, 0.5));
    ReaderContract.check(READER, one, NONE);
    assertThat(READER.figure(one)).isEmpty();
  }
}
