package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.features.Encoders;
import org.likeness.features.SmallImages;
import org.likeness.method.Step;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunLayout;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;
import org.likeness.train.BatchEnd;
import org.likeness.train.EpochEnd;
import org.likeness.train.MetricSink;
import org.likeness.train.Metrics;
import org.likeness.train.StepEnd;
import org.likeness.train.TrainingListener;

final class OnlineProbeTest {
  @TempDir private Path folder;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private Recipe recipe(String... more) {
    List<String> settings =
        new ArrayList<>(List.of("train.checkpoint-steps=1", "monitor.evaluations=[copies]"));
    settings.addAll(List.of(more));
    return TinyFolder.recipe(
        TinyFolder.labelled(folder.resolve("images"), 12), settings.toArray(String[]::new));
  }

  /** The hash of the encoder after training. */
  private String trained(Recipe recipe, String run) {
    try (PretrainingRun made = Pretraining.of(recipe).into(folder.resolve(run)).prepare()) {
      made.train();
      return made.encoder().hash();
    }
  }

  private List<JsonNode> epochs(String run) {
    return Metrics.read(new RunLayout(folder.resolve(run)).metrics()).stream()
        .filter(line -> line.path("event").asText().equals("epoch"))
        .toList();
  }

  private static List<String> without(List<JsonNode> epochs, String... metrics) {
    return epochs.stream()
        .map(
            line -> {
              com.fasterxml.jackson.databind.node.ObjectNode copy = line.deepCopy();
              copy.remove("seconds");
              copy.withObject("/metrics").remove(List.of(metrics));
              return copy.toString();
            })
        .toList();
  }

  @Test
  void changesNothingElseAndMeasuresEachEpoch() {
    String plain = trained(recipe(), "plain");
    String probed = trained(recipe("train.probe=true"), "probed");
    assertThat(probed).isEqualTo(plain);
    assertThat(without(epochs("probed"), "probe")).isEqualTo(without(epochs("plain")));
    assertThat(epochs("probed"))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line.path("metrics").path("probe").doubleValue()).isBetween(0.0, 1.0));
    assertThat(epochs("plain").get(0).path("metrics").has("probe")).isFalse();
  }

  /** Stopped within the second epoch; the classifier goes on from its weights. */
  @Test
  void aResumedRunMeasuresTheSame() {
    Recipe recipe = recipe("train.probe=true");
    trained(recipe, "whole");
    Path run = folder.resolve("parts");
    Stopping stopping = new Stopping();
    try (PretrainingRun made = Pretraining.of(recipe).into(run).listen(stopping).prepare()) {
      stopping.run = made;
      made.train();
    }
    try (PretrainingRun made = Pretraining.resume(new RunLayout(run)).prepare()) {
      made.train();
    }
    assertThat(without(epochs("parts"))).isEqualTo(without(epochs("whole")));
  }

  private static final class Stopping implements TrainingListener {
    private @org.jspecify.annotations.Nullable PretrainingRun run;

    @Override
    public void onStepEnd(StepEnd event) {
      if (event.step().epoch() == 1 && run != null) {
        run.stop();
      }
    }
  }

  /**
   * One update at a rate of 0.1 from weights of 0, where each of three classes has a probability of
   * a third. Unit rows of four numbers are twice as long to it: 0.1 (y - 1/3) 2 / 2 images.
   */
  @Test
  void aStepByHand() {
    Dataset images = new SmallImages(4, true); // of the classes 0, 1, 2 and 0
    try (OnlineProbe probe = new OnlineProbe(images, images, 4, 1)) {
      probe.onBatch(
          new BatchEnd(
              new Step(0, 10, 0, 1),
              Tensors.of(new long[] {1, 2}, 2),
              Tensors.of(new float[] {1, 0, 0, 0, 0, 0, 0, 1}, 2, 4)));
      Map<String, Tensor> state = probe.state().orElseThrow().tensors();
      double up = 0.1 * 2 / 3;
      double down = -0.1 / 3;
      assertThat(Tensors.doubles(state.get("probe.weight")))
          .containsExactly(
              new double[] {down, 0, 0, down, up, 0, 0, down, down, 0, 0, up}, within(1e-6));
      assertThat(Tensors.doubles(state.get("probe.bias")))
          .containsExactly(new double[] {down, -down / 2, -down / 2}, within(1e-6));
      assertThat(state).as("with the momentum of both").hasSize(4);
    }
  }

  /** Four images that it learns by heart, of an encoder that stays as it is. */
  @Test
  void learnsFromTheFeaturesOfEachBatch() throws IOException {
    Dataset images = new Subset(new SmallImages(12, true), new int[] {0, 1, 2, 3}, "four");
    Encoder encoder = Encoders.small();
    try (OnlineProbe probe = new OnlineProbe(images, images, encoder.dimension(), 1)) {
      learns(probe, images, encoder);
    }
  }

  private static void learns(OnlineProbe probe, Dataset images, Encoder encoder)
      throws IOException {
    float[] features = new float[images.size() * encoder.dimension()];
    for (int i = 0; i < images.size(); i++) {
      float[] own = encoder.embed(images.load(i));
      System.arraycopy(own, 0, features, i * own.length, own.length);
    }
    for (int step = 0; step < 400; step++) {
      try (Scope scope = Scope.open()) {
        probe.onBatch(
            new BatchEnd(
                new Step(step, 400, 0, 1),
                Tensors.of(new long[] {0, 1, 2, 3}, 4),
                Tensors.of(features, 4, encoder.dimension())));
      }
    }
    MetricSink sink = new MetricSink();
    probe.onEpochEnd(new EpochEnd(0, 1, 1, Map.of(), 1, 0.1, 4, 1, encoder, sink));
    assertThat(sink.values()).containsExactly(Map.entry("probe", 1.0));
    assertThat(sink.isShare("probe")).isTrue();
  }

  @Test
  void needsLabelsAndValidationImages() {
    Recipe flat = TinyFolder.recipe(TinyFolder.flat(folder.resolve("flat"), 8), "train.probe=true");
    assertThatThrownBy(() -> trained(flat, "a"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("train.probe needs the class of every image, but ");
    assertThatThrownBy(() -> trained(recipe("train.probe=true", "split.validation-share=0"), "b"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("train.probe needs validation images but there are none");
  }
}
