package org.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Encoder;
import org.likeness.evaluate.knn.KnnTest;
import org.likeness.evaluate.knn.SlowKnn;
import org.likeness.evaluate.spread.Spread;
import org.likeness.features.Calibration;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.Features;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import org.likeness.io.Json;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.NetworkName;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.pretraining.RunNetwork;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunLayout;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;
import org.likeness.train.Metrics;

/** The numbers of a summary, computed once more from the parts of the data by plain formulas. */
final class SummaryNumbersTest {
  private static final List<Integer> GRID_K = List.of(1, 3, 9);
  private static final List<Double> GRID_TAU = List.of(0.02, 0.5);

  @TempDir static Path shared;
  private static Path images = Path.of("");
  private static Column pixels = new Column(new double[0][], new double[0][], new double[0][]);
  private static Column untrained = pixels;
  private static Column last = pixels;
  private static Column trained = pixels;
  private static int[][] labels = new int[0][];
  private static JsonNode summary = Json.object();
  private static List<JsonNode> epochs = List.of();

  /** The vectors of one column: of the training, validation and test images. */
  @SuppressWarnings("ArrayRecordComponent") // read only
  private record Column(double[][] bank, double[][] validation, double[][] test) {}

  @BeforeAll
  static void train() throws IOException {
    Torch.require();
    Path run = shared.resolve("run");
    images = TinyFolder.labelled(shared.resolve("images"), 24);
    Recipe recipe = recipe();
    try (PretrainingRun training = Pretraining.of(recipe).into(run).prepare()) {
      training.train();
      training.summarise(FeatureProgress.NONE);
      DataParts parts = training.parts();
      labels =
          List.of(parts.train(), parts.validation(), parts.test()).stream()
              .map(SummaryNumbersTest::labels)
              .toArray(int[][]::new);
      pixels = column(new PixelEmbedder(training.recipe().preprocessing()), parts);
      untrained = column(head(before(training)), parts);
      last = column(head(network(run, NetworkName.LAST)), parts);
      trained = column(head(Encoder.load(run)), parts);
    }
    summary = Json.parse(Files.readString(run.resolve("summary.json")));
    epochs =
        Metrics.read(run.resolve("metrics.jsonl")).stream()
            .filter(line -> line.path("event").asText().equals("epoch"))
            .toList();
  }

  private static Recipe recipe() {
    return TinyFolder.recipe(
        images,
        "train.epochs=3",
        "train.lr=0.1",
        "summary.evaluations=[knn, spread]",
        "summary.knn.k=[5]",
        "summary.knn.grid-k=" + GRID_K,
        "summary.knn.grid-tau=" + GRID_TAU);
  }

  private static Encoder before(PretrainingRun run) {
    Encoder encoder = run.recipe().build(run.parts().train()).encoder();
    Calibration.batchNorm(
        encoder.network(),
        run.parts().train(),
        run.recipe().preprocessing().asView(),
        run.recipe().train().batch(),
        new RandomSource(run.recipe().seed()),
        FeatureProgress.NONE);
    return encoder;
  }

  private static Encoder network(Path run, NetworkName name) {
    return RunNetwork.of(new RunLayout(run), name).load().encoder();
  }

  private static Embedder head(Encoder encoder) {
    return new NetworkEmbedder(encoder, FeatureKind.HEAD);
  }

  private static int[] labels(Dataset part) {
    return IntStream.range(0, part.size()).map(i -> part.info(i).label().orElseThrow()).toArray();
  }

  private static Column column(Embedder embedder, DataParts parts) {
    return new Column(
        vectors(embedder, parts.train()),
        vectors(embedder, parts.validation()),
        vectors(embedder, parts.test()));
  }

  private static double[][] vectors(Embedder embedder, Dataset part) {
    double[] flat =
        Tensors.doubles(
            new Features(embedder, LoaderOptions.everyImage(16))
                .of(part, FeatureProgress.NONE)
                .matrix());
    int width = embedder.dimension();
    return IntStream.range(0, part.size())
        .mapToObj(i -> Arrays.copyOfRange(flat, i * width, (i + 1) * width))
        .toArray(double[][]::new);
  }

  private static double[][] less(double[][] rows, double[] mean) {
    return Arrays.stream(rows)
        .map(row -> IntStream.range(0, row.length).mapToDouble(i -> row[i] - mean[i]).toArray())
        .toArray(double[][]::new);
  }

  /** Pixels: less the mean of the training images. */
  private static Column centred(Column column) {
    double[] mean = new double[column.bank[0].length];
    for (double[] row : column.bank) {
      for (int i = 0; i < row.length; i++) {
        mean[i] += row[i] / column.bank.length;
      }
    }
    return new Column(
        less(column.bank, mean), less(column.validation, mean), less(column.test, mean));
  }

  private static double accuracy(
      double[][] bank, double[][] queries, int[] own, int k, double tau) {
    long right =
        IntStream.range(0, queries.length)
            .filter(q -> SlowKnn.predict(bank, labels[0], queries[q], k, tau, -1) == own[q])
            .count();
    return (double) right / queries.length;
  }

  private static JsonNode measured(String name) {
    for (JsonNode column : summary.path("columns")) {
      if (column.path("name").asText().equals(name)) {
        return column;
      }
    }
    throw new AssertionError("no column " + name + " in " + summary);
  }

  private static void assertNumbers(JsonNode found, Column column) {
    assertThat(found.path("knn").path("accuracy").doubleValue())
        .isEqualTo(accuracy(column.bank, column.test, labels[2], 5, 0.1));
    double best = -1;
    int bestK = 0;
    double bestTau = 0;
    for (int k : GRID_K) {
      for (double tau : GRID_TAU) {
        double accuracy = accuracy(column.bank, column.validation, labels[1], k, tau);
        if (accuracy > best) {
          best = accuracy;
          bestK = k;
          bestTau = tau;
        }
      }
    }
    JsonNode chosen = found.path("knn_best_of_grid");
    assertThat(chosen.path("k").intValue()).isEqualTo(bestK);
    assertThat(chosen.path("tau").doubleValue()).isEqualTo(bestTau);
    assertThat(chosen.path("accuracy").doubleValue())
        .isEqualTo(accuracy(column.bank, column.test, labels[2], bestK, bestTau));
  }

  @Test
  void pixelsAreCentredByTheTrainingImages() {
    assertNumbers(measured("raw pixels"), centred(pixels));
  }

  @Test
  void theUntrainedNetworkIsThatBeforeTheFirstStep() {
    assertNumbers(measured("untrained"), untrained);
  }

  @Test
  void theTrainedNetworkIsTheSavedOne() {
    assertNumbers(measured("trained"), trained);
  }

  @Test
  void theLastEpochStandsBesideTheBest() {
    assertThat(summary.path("epoch").intValue()).isLessThan(epochs.size());
    assertNumbers(measured("last epoch"), last);
    assertThat(summary.at("/table/0"))
        .extracting(JsonNode::asText)
        .containsExactly("", "raw pixels", "untrained", "last epoch", "trained");
  }

  private static Path lastCheckpoint(Path run) throws IOException {
    try (Stream<Path> all = Files.list(new RunLayout(run).checkpoints())) {
      return all.max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  /** The network that was chosen has a checkpoint of its own. */
  @Test
  void aDamagedLastCheckpointCostsItsColumnAlone() throws IOException {
    Path run = shared.resolve("damaged");
    try (PretrainingRun training = Pretraining.of(recipe()).into(run).prepare()) {
      training.train();
      Files.writeString(lastCheckpoint(run).resolve("state.safetensors"), "damaged");
      assertThat(training.summarise(FeatureProgress.NONE).table().rows().get(0))
          .containsExactly("", "raw pixels", "untrained", "trained");
    }
    JsonNode columns = Json.parse(Files.readString(run.resolve("summary.json"))).path("columns");
    assertThat(columns.path(2)).isEqualTo(measured("trained"));
  }

  @Test
  void everyColumnIsOfItsOwnVectors() {
    Map.of("raw pixels", pixels, "untrained", untrained, "last epoch", last, "trained", trained)
        .forEach(
            (name, column) ->
                assertThat(measured(name).path("spread").path("effective_rank").doubleValue())
                    .as(name)
                    .isCloseTo(
                        Spread.of(KnnTest.tensor(column.test)).effectiveRank(),
                        withinPercentage(0.1)));
  }

  @Test
  void theEpochIsThatOfTheBestCopies() {
    List<Double> copies =
        epochs.stream().map(epoch -> epoch.path("metrics").path("copies").doubleValue()).toList();
    double best = copies.stream().max(Double::compare).orElseThrow();
    assertThat(copies).hasSize(3);
    assertThat(summary.path("epoch").intValue()).isEqualTo(copies.indexOf(best) + 1);
  }
}
