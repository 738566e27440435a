package org.likeness.example;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.encoder.Encoder;
import org.likeness.evaluations.Evaluations;
import org.likeness.features.FeatureProgress;
import org.likeness.io.SafeTensors;
import org.likeness.io.SafeTensorsFile;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.pretraining.Summary;
import org.likeness.run.RunLayout;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;
import org.likeness.train.Metrics;
import org.likeness.train.Outcome;
import org.likeness.train.RunEnd;
import org.likeness.train.StepEnd;
import org.likeness.train.TrainingListener;

/** A method and an evaluation from outside the lists do all that a run does. */
final class ExampleRunTest {
  @TempDir Path folder;

  @BeforeAll
  static void register() {
    Torch.require();
    ExampleMethod.registered();
    if (!Evaluations.names().contains("nearest-mean")) {
      Evaluations.register(NearestMean.entry());
      Evaluations.register(LinearProbe.entry());
    }
  }

  private Pretraining begun(String run, String... more) {
    Path images = folder.resolve("images");
    if (!Files.exists(images)) {
      TinyFolder.labelled(images, 16);
    }
    return Pretraining.of(TinyFolder.recipe(images, more).with("method=example"))
        .into(folder.resolve(run));
  }

  /** Steps and epochs of a run, without times. */
  private List<JsonNode> numbers(String run) {
    return Metrics.read(new RunLayout(folder.resolve(run)).metrics()).stream()
        .filter(line -> line.path("event").asText().matches("step|epoch"))
        .<JsonNode>map(line -> ((ObjectNode) line).without("seconds"))
        .toList();
  }

  @Test
  void isForecastTrainedWatchedAndMeasured() {
    String[] more = {
      "monitor.evaluations=[knn, copies, spread, nearest-mean, probe]",
      "summary.evaluations=[copies, knn, nearest-mean, probe]"
    };
    try (PretrainingRun run = begun("run", more).prepare()) {
      assertThat(run.cost().orElseThrow().secondsPerEpoch()).isPositive();
      RunEnd end = run.train();
      assertThat(end.outcome()).isEqualTo(Outcome.COMPLETED);
      Summary summary = run.summarise(FeatureProgress.NONE);
      assertThat(summary.columns()).hasSize(summary.epoch() == summary.epochs() ? 3 : 4);
      assertThat(summary.table().toString())
          .contains(
              "kNN accuracy", "nearest class mean accuracy", "accuracy of a linear classifier");
    }
    List<JsonNode> epochs =
        numbers("run").stream()
            .filter(line -> line.path("event").asText().equals("epoch"))
            .toList();
    assertThat(epochs).hasSize(2);
    assertThat(epochs.get(1).path("terms").has("contrast")).isTrue();
    assertThat(epochs.get(1).path("terms").has("labels")).isTrue();
    for (String metric : List.of("knn", "copies", "rank", "nearest-mean", "probe")) {
      assertThat(epochs.get(1).path("metrics").has(metric)).as(metric).isTrue();
    }
    assertThat(Encoder.load(folder.resolve("run")).dimension()).isEqualTo(16);
  }

  @Test
  void stoppedWithinAnEpochAndResumedItEndsWithTheSameNumbers() {
    String[] often = {"train.log-steps=1", "train.epochs=3"};
    try (PretrainingRun whole = begun("whole", often).prepare()) {
      whole.train();
    }
    StopAfter stop = new StopAfter(4);
    try (PretrainingRun first = begun("halves", often).listen(stop).prepare()) {
      stop.run = first;
      assertThat(first.train().outcome()).isEqualTo(Outcome.INTERRUPTED);
    }
    RunLayout layout = new RunLayout(folder.resolve("halves"));
    try (PretrainingRun second = Pretraining.resume(layout).prepare()) {
      assertThat(second.train().outcome()).isEqualTo(Outcome.COMPLETED);
    }
    assertThat(numbers("halves")).isEqualTo(numbers("whole"));
  }

  private static final class StopAfter implements TrainingListener {
    private final long steps;
    private PretrainingRun run;

    StopAfter(long steps) {
      this.steps = steps;
    }

    @Override
    public void onStepEnd(StepEnd event) {
      if (event.step().index() + 1 == steps) {
        run.stop();
      }
    }
  }

  @Test
  void bothOfItsNetworksBeginWithGivenWeights() {
    PretrainRecipe recipe = PretrainRecipe.of(begunRecipe("seed=5"));
    Path file = folder.resolve("encoder.safetensors");
    recipe.build(48, 3).encoder().save(file);
    SafeTensorsFile saved = SafeTensors.read(file);
    Map<String, Tensor> state =
        PretrainRecipe.of(begunRecipe("seed=6", "init='" + file + "'"))
            .build(48, 3)
            .state()
            .tensors();
    float[] expected = Tensors.floats(saved.tensor("layer1.0.conv1.weight"));
    for (String prefix : List.of("backbone.", "keys.backbone.")) {
      assertThat(Tensors.floats(state.get(prefix + "layer1.0.conv1.weight")))
          .as(prefix)
          .containsExactly(expected);
    }
    Map<String, Tensor> random =
        PretrainRecipe.of(begunRecipe("seed=6")).build(48, 3).state().tensors();
    assertThat(Tensors.floats(random.get("backbone.layer1.0.conv1.weight"))).isNotEqualTo(expected);
  }

  private org.likeness.recipe.Recipe begunRecipe(String... more) {
    return TinyFolder.recipe(folder, more).with("method=example");
  }

  @Test
  void allOfItsNetworksComputeInBfloat16() {
    String[] settings = {"train.log-steps=1", "train.epochs=1", "train.precision=bfloat16"};
    try (PretrainingRun rounded = begun("rounded", settings).prepare();
        PretrainingRun exact = begun("exact", "train.log-steps=1", "train.epochs=1").prepare()) {
      rounded.train();
      exact.train();
    }
    double first = numbers("rounded").get(0).path("loss").doubleValue();
    double expected = numbers("exact").get(0).path("loss").doubleValue();
    assertThat(first).isNotEqualTo(expected);
    assertThat(Math.abs(first - expected)).isLessThan(0.05 * expected);
  }
}
