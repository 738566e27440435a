package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.data.Dataset;
import org.likeness.data.LimitedDataset;
import org.likeness.data.Subset;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.evaluations.Evaluations;
import org.likeness.features.Encoders;
import org.likeness.features.SmallImages;
import org.likeness.random.RandomSource;
import org.likeness.torch.Torch;
import org.likeness.train.EpochEnd;
import org.likeness.train.MetricSink;

final class MonitorTest {
  private static final RandomSource RANDOM = new RandomSource(3);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static DataParts parts(boolean labels) {
    int[] odd = IntStream.range(0, 100).map(i -> 2 * i + 1).toArray(); // those without a label
    return parts(
        labels
            ? new SmallImages(100, true)
            : new Subset(new SmallImages(200, false), odd, "unlabelled"));
  }

  private static DataParts parts(Dataset images) {
    return DataParts.of(images, SplitOptions.defaults().withShares(0.2, 0.25, 2000), RANDOM);
  }

  private static Monitor monitor(DataParts parts, MonitorOptions options) {
    List<BoundEvaluation> evaluations =
        options.evaluations().stream()
            .map(Evaluations::named)
            .map(entry -> new BoundEvaluation(entry, entry.monitorDefaults()))
            .toList();
    return new Monitor(parts, options, evaluations, kind -> kind, RANDOM, 1);
  }

  private static Map<String, Double> metrics(Monitor monitor, int epoch, int epochs) {
    return sink(monitor, epoch, epochs).values();
  }

  private static MetricSink sink(Monitor monitor, int epoch, int epochs) {
    MetricSink sink = new MetricSink();
    monitor.onEpochEnd(
        new EpochEnd(epoch, epochs, 1, Map.of(), 1, 0.1, 10, 1, Encoders.small(), sink));
    return sink;
  }

  private static Set<Integer> originals(Dataset part) {
    Subset subset = (Subset) part;
    return IntStream.range(0, subset.size()).mapToObj(subset::original).collect(Collectors.toSet());
  }

  @Test
  void theBankIsTrainingImagesAndValidationImagesAsk() {
    DataParts parts = parts(true);
    Monitor monitor =
        monitor(parts, new MonitorOptions(1, 10, 30, FeatureChoice.USUAL, List.of("knn")));
    assertThat(monitor.parts().bank().size()).isEqualTo(30);
    assertThat(originals(parts.train())).containsAll(originals(monitor.parts().bank()));
    assertThat(monitor.parts().test().size()).isEqualTo(10);
    assertThat(originals(parts.validation())).containsAll(originals(monitor.parts().test()));
    assertThat(monitor.parts().validation().size()).isZero();
  }

  @Test
  void metricsComeInTheOrderOfTheRecipe() {
    assertThat(metrics(monitor(parts(true), MonitorOptions.defaults()), 0, 2).keySet())
        .containsExactly("knn", "copies", "rank");
    MonitorOptions others =
        new MonitorOptions(1, 256, 1000, FeatureChoice.USUAL, List.of("spread", "knn"));
    assertThat(metrics(monitor(parts(true), others), 0, 2).keySet()).containsExactly("rank", "knn");
  }

  @Test
  void sharesAreToldFromPlainNumbers() {
    MetricSink sink = sink(monitor(parts(true), MonitorOptions.defaults()), 0, 2);
    assertThat(sink.isShare("knn")).isTrue();
    assertThat(sink.isShare("copies")).isTrue();
    assertThat(sink.isShare("rank")).isFalse();
  }

  @Test
  void withoutLabelsWhatNeedsThemIsLeftOut() {
    assertThat(metrics(monitor(parts(false), MonitorOptions.defaults()), 0, 2).keySet())
        .containsExactly("copies", "rank");
    MonitorOptions knn = new MonitorOptions(1, 256, 1000, FeatureChoice.USUAL, List.of("knn"));
    assertThat(monitor(parts(false), knn).watches()).isFalse();
    assertThat(monitor(parts(true), knn).watches()).isTrue();
    assertThat(monitor(parts(new SmallImages(100, false)), knn).watches())
        .as("measured on the images that have a label")
        .isTrue();
  }

  @Test
  void anEvaluationWithoutImagesToDecodeIsLeftOutWithAWarning() {
    DataParts whole = parts(true);
    Integer[] broken = originals(whole.validation()).stream().skip(1).toArray(Integer[]::new);
    Dataset images = new LimitedDataset(new SmallImages(100, true, broken), 0.5);
    DataParts parts =
        DataParts.of(images, SplitOptions.defaults().withShares(0.2, 0.25, 2000), RANDOM);
    MonitorOptions spread =
        new MonitorOptions(1, 256, 1000, FeatureChoice.USUAL, List.of("spread"));
    MetricSink sink = sink(monitor(parts, spread), 0, 2);
    assertThat(sink.values()).isEmpty();
    assertThat(sink.warnings().values())
        .singleElement()
        .asString()
        .startsWith(
            "Spread is left out of the monitor: only 1 of the 20 images of small validation can be decoded");
  }

  @Test
  void everyAndTheLastEpochDecideWhenItMeasures() {
    Monitor monitor =
        monitor(parts(true), new MonitorOptions(2, 8, 8, FeatureChoice.USUAL, List.of("spread")));
    assertThat(metrics(monitor, 0, 3)).isEmpty();
    assertThat(metrics(monitor, 1, 3)).isNotEmpty();
    assertThat(metrics(monitor, 2, 3)).isNotEmpty();
    assertThat(
            monitor(
                    parts(true),
                    new MonitorOptions(0, 8, 8, FeatureChoice.USUAL, List.of("spread")))
                .watches())
        .isFalse();
  }
}
