package org.likeness.evaluate.spread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.augment.Preprocessing;
import org.likeness.data.Dataset;
import org.likeness.data.LimitedDataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Interval;
import org.likeness.evaluate.Metric;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.evaluate.Subject;
import org.likeness.features.FeatureProgress;
import org.likeness.features.PixelEmbedder;
import org.likeness.features.SmallImages;
import org.likeness.figure.Figures;
import org.likeness.io.Json;
import org.likeness.random.RandomSource;
import org.likeness.torch.Torch;

final class SpreadEvaluationTest {
  private final EvaluationEntry<SpreadEvaluation.Options> entry = SpreadEvaluation.entry();

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private Report measure(Dataset images) {
    Dataset limited = new LimitedDataset(images, 1);
    Preprocessing whole =
        new Preprocessing(12, 12, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
    try (Subject subject =
        new Subject(
            new PixelEmbedder(whole),
            Parts.of(limited, limited),
            new RandomSource(0),
            LoaderOptions.everyImage(4),
            "none",
            FeatureProgress.NONE)) {
      return entry.evaluate(subject);
    }
  }

  @Test
  void theImagesThatCanBeDecodedAreMeasured() {
    Report report = measure(new SmallImages(9, true, 3));
    assertThat(report.images()).isEqualTo(8);
    assertThat(report.json().path("features").asText()).isEqualTo("pixels");
    assertThat(report.json().path("dimension").asInt()).isEqualTo(3 * 12 * 12);
    assertThat(report.number("effective_rank")).isBetween(1.0, 8.0);
    assertThat(report.protocol())
        .isEqualTo("unit vectors of raw pixels, small (8 images, shorter side 12, centre)");
    assertThat(Figures.svg(entry.reader().figure(report).orElseThrow()))
        .contains(">pixels</text>", ">uniform</text>", ">variance, %</text>");
  }

  @Test
  void twoImagesAreTheFewest() {
    SmallImages one = new SmallImages(1, true);
    SmallImages two = new SmallImages(2, true);
    assertThatCode(() -> entry.require(Parts.of(two, two))).doesNotThrowAnyException();
    String refusal =
        "spread needs at least 2 images but small has 1: use a folder with more images";
    assertThatThrownBy(() -> entry.require(Parts.of(one, one)))
        .isInstanceOf(InputException.class)
        .hasMessage(refusal);
    assertThatThrownBy(() -> measure(new SmallImages(2, true, 1)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("only 1 of the 2 images of small can be decoded, fewer than 2 (");
  }

  @Test
  void itAsksForTheTestPartAndHasNoScore() {
    SmallImages images = new SmallImages(2, true);
    assertThat(new SpreadEvaluation(new SpreadEvaluation.Options()).parts(Parts.of(images, images)))
        .containsExactly(Part.TEST);
    assertThat(entry.name()).isEqualTo("spread");
    assertThat(entry.scored()).isFalse();
  }

  @Test
  void itsNumbersAreShown() {
    Report report =
        Report.of(
            "spread",
            Json.object()
                .put("std", 0.98765)
                .put("effective_rank", 12.34)
                .put("uniformity", -2.345)
                .put("dimension", 128)
                .put("images", 8)
                .put("protocol", "said"));
    ReportReader reader = entry.reader();
    assertThat(reader.table(report))
        .containsExactly(
            List.of("spread", "effective rank", "of", "uniformity"),
            List.of("0.988", "12.3", "128", "-2.35"));
    assertThat(reader.summary(report))
        .containsExactly(Map.entry("effective rank of the vectors", "12.3 of 128"));
    assertThat(reader.metrics(report)).containsExactly(Map.entry("rank", Metric.plain(12.34)));
    Report ranged =
        Report.of(
            "spread",
            report
                .body()
                .deepCopy()
                .put("effective_rank_low", 11.5)
                .put("effective_rank_high", 13.25));
    assertThat(reader.metrics(ranged).get("rank").interval()).contains(new Interval(11.5, 13.25));
    assertThat(reader.remarks(report))
        .containsExactly(
            "Spread is 1 for uniformly distributed vectors and 0 if all are equal; uniformity is about -4 and 0.");
    assertThat(reader.column(report)).containsExactly(Map.entry("spread", report.body()));
    assertThat(reader.score(report)).isEmpty();
    assertThat(reader.figure(report)).as("written before reports had variances").isEmpty();
  }
}
