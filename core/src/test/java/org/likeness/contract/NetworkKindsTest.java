package org.likeness.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Encoder;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.evaluations.Evaluations;
import org.likeness.features.Calibration;
import org.likeness.features.Encoders;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import org.likeness.features.SmallImages;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** Every evaluation measures a network of every kind, trained or calibrated. */
final class NetworkKindsTest {
  private static final SmallImages IMAGES = new SmallImages(60, true);
  private static final LoaderOptions LOADING = LoaderOptions.everyImage(16).withWorkers(1);

  private static final Map<String, Encoder> KINDS =
      Map.of("halves", Encoders.halves(), "patches", Encoders.patches());

  @BeforeAll
  static void load() {
    Torch.require();
  }

  static Stream<Arguments> pairs() {
    return KINDS.keySet().stream()
        .sorted()
        .flatMap(kind -> measurable().map(each -> Arguments.of(kind, each)));
  }

  /** All but attention, which only vision transformers have. */
  private static Stream<EvaluationEntry<?>> measurable() {
    return Evaluations.all().stream().filter(entry -> !entry.name().equals("attention"));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void isMeasured(String kind, EvaluationEntry<?> entry) {
    NetworkEmbedder embedder = new NetworkEmbedder(KINDS.get(kind), FeatureKind.BACKBONE);
    Parts parts = new Parts(some(0, 30, "bank"), some(30, 40, "val"), some(40, 60, "test"));
    try (Subject subject =
        new Subject(embedder, parts, new RandomSource(1), LOADING, "last", FeatureProgress.NONE)) {
      Report report = entry.evaluate(subject);
      assertThat(report.images()).isPositive();
      assertThat(entry.reader().metrics(report).values())
          .allSatisfy(metric -> assertThat(metric.value()).isFinite());
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void isCalibrated(String kind) {
    Encoder encoder = KINDS.get(kind);
    double[] before = statistics(encoder);
    Calibration.batchNorm(
        encoder.network(),
        IMAGES,
        encoder.preprocessing().asView(),
        16,
        new RandomSource(1),
        FeatureProgress.NONE);
    double[] after = statistics(encoder);
    assertThat(IntStream.range(0, after.length).filter(i -> after[i] == before[i])).isEmpty();
  }

  static Stream<String> kinds() {
    return KINDS.keySet().stream().sorted();
  }

  /** One mean of each norm. */
  private static double[] statistics(Encoder encoder) {
    return encoder.network().weights().entrySet().stream()
        .filter(weight -> weight.getKey().endsWith("running_mean"))
        .mapToDouble(weight -> Tensors.doubles(weight.getValue())[0])
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void rawPixelsAreRgbForAllOfThem(String kind) {
    Preprocessing pixels = new PixelEmbedder(KINDS.get(kind).preprocessing()).preprocessing();
    assertThat(pixels.colour()).isEqualTo(ViewOptions.Colour.RGB);
    assertThat(pixels.size()).isEqualTo(Encoders.INPUTS.size());
  }

  private static Dataset some(int from, int to, String name) {
    return new Subset(IMAGES, IntStream.range(from, to).toArray(), name);
  }
}
