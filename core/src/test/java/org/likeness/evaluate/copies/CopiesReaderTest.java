package org.likeness.evaluate.copies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Score;
import org.likeness.io.Json;

final class CopiesReaderTest {
  private static final CopiesReader READER = new CopiesReader();

  private static Report report(double top1) {
    return Report.of(
        "copies",
        Json.object()
            .put("top1", top1)
            .put("top1_low", top1 - 0.1)
            .put("top1_high", top1 + 0.1)
            .put("mean_reciprocal_rank", 0.54321)
            .put("images", 8)
            .put("protocol", "said"));
  }

  @Test
  void bothNumbersAreShown() {
    assertThat(READER.table(report(0.375)))
        .containsExactly(
            List.of("copies", "find their original", "95 %", "mean reciprocal rank"),
            List.of("8", "37.50 %", "27.5 % to 47.5 %", "0.5432"));
    assertThat(READER.summary(report(0.375)))
        .containsExactly(Map.entry("altered copies that find their original", "37.5 %"));
  }

  @Test
  void theShareThatIsFoundIsTheMetricAndTheScore() {
    assertThat(READER.metrics(report(0.375)))
        .containsExactly(Map.entry("copies", Metric.share(0.375)));
    assertThat(READER.score(report(0.375))).contains(new Score(0.375, 0.125, 1));
  }

  @Test
  void aReportWithoutSharesHasNoFigure() {
    assertThat(READER.figure(report(0.375))).isEmpty();
  }

  @Test
  void aNoteIsMadeWherePixelsFindMore() {
    assertThat(READER.note(report(0.5), report(0.375)).orElseThrow())
        .startsWith("Raw pixels find more originals");
    assertThat(READER.note(report(0.375), report(0.375))).isEmpty();
    assertThat(READER.note(report(0.25), report(0.375))).isEmpty();
  }
}
