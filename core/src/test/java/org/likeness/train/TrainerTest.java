package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.io.Json;
import org.likeness.method.Targets;
import org.likeness.random.RandomSource;
import org.likeness.run.RunDirectory;
import org.likeness.run.RunLayout;
import org.likeness.torch.LivePointers;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class TrainerTest {
  @BeforeAll
  static void loadTorch() {
    Torch.require();
  }

  @Test
  void aRunLearnsAndTellsItsListeners(@TempDir Path folder) {
    Recorder recorder = new Recorder();
    RunEnd end;
    try (RunDirectory run = TinyRun.directory(folder)) {
      end = TinyRun.trainer(Optional.of(run), TinyRun.options(), recorder).run();
    }
    assertThat(end.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(end.epochs()).isEqualTo(TinyRun.EPOCHS);
    assertThat(recorder.steps).hasSize(TinyRun.EPOCHS * TinyRun.STEPS);
    assertThat(recorder.epochs).hasSize(TinyRun.EPOCHS);
    assertThat(recorder.epochs.get(3).loss())
        .as("loss falls")
        .isLessThan(recorder.epochs.get(0).loss());
    assertThat(recorder.epochs.get(0).images()).isEqualTo(40);
    assertThat(recorder.epochs.get(0).spread()).isBetween(0.2, 1.3);
    assertThat(recorder.steps.get(0).learningRate()).as("warm-up begins at 0").isZero();
    assertThat(recorder.steps.get(0).terms()).containsOnlyKeys("pull", "own");
    double mean = recorder.steps.stream().limit(5).mapToDouble(StepEnd::loss).sum() / 5;
    assertThat(recorder.epochs.get(0).loss()).isEqualTo(mean);
  }

  @Test
  void theDirectoryHoldsWhatItPromises(@TempDir Path folder) throws IOException {
    TrainingListener knn =
        new TrainingListener() {
          @Override
          public void onEpochEnd(EpochEnd event) {
            event.metrics().add("knn", event.epoch() == 1 ? 0.9 : 0.5);
            if (event.epoch() == 1) {
              event.metrics().addInterval("knn", 0.75, 1);
            }
          }
        };
    TrainOptions d = TinyRun.options();
    TrainOptions options =
        new TrainOptions(
            5,
            d.batch(),
            d.lr(),
            d.lrScaling(),
            d.optimizer(),
            d.weightDecay(),
            Optional.empty(),
            d.schedule(),
            d.milestones(),
            d.gamma(),
            d.factors(),
            d.warmupEpochs(),
            0,
            0,
            1,
            d.precision(),
            d.device(),
            false,
            1,
            1,
            1,
            0,
            0,
            List.of(1),
            List.of("knn"),
            true,
            3,
            false,
            0);
    try (RunDirectory run = TinyRun.directory(folder)) {
      run.writeEnvironment(Map.of("git", "abc"));
      TinyRun.trainer(Optional.of(run), options, knn).run();
    }
    RunLayout layout = new RunLayout(folder);
    assertThat(
            new Checkpoints(layout.checkpoints(), List.of()).all().stream().map(Checkpoint::name))
        .as("the epoch that the recipe names, the best, the last two")
        .containsExactly(
            "00000005-epoch-1", "00000010-epoch-2", "00000020-epoch-4", "00000025-epoch-5");
    List<JsonNode> lines = Metrics.read(layout.metrics());
    assertThat(lines.get(0).path("event").asText()).isEqualTo("run");
    assertThat(lines.get(0).path("images").intValue()).isEqualTo(TinyRun.IMAGES);
    List<JsonNode> epochs =
        lines.stream().filter(line -> line.path("event").asText().equals("epoch")).toList();
    assertThat(epochs).hasSize(5);
    assertThat(epochs.get(1).path("metrics").path("knn").doubleValue()).isEqualTo(0.9);
    assertThat(epochs.get(1).path("intervals").toString()).isEqualTo("{\"knn\":[0.75,1.0]}");
    assertThat(epochs.get(2).has("intervals")).isFalse();
    assertThat(epochs.get(1).path("step").intValue()).isEqualTo(10);
    assertThat(
            lines.stream()
                .filter(line -> line.path("event").asText().equals("step"))
                .map(line -> line.path("step").intValue()))
        .as("every third")
        .containsExactly(3, 6, 9, 12, 15, 18, 21, 24);
    assertThat(lines.get(lines.size() - 1).path("outcome").asText()).isEqualTo("completed");
    assertThat(Files.readString(layout.environment()))
        .contains("\"git\" : \"abc\"", "\"libtorch\"", "\"threads\"");
    assertThat(Files.readString(layout.log()))
        .contains("epoch 5 of 5: loss ", "knn 0.5", "completed after step 25");
    assertThat(layout.skipped()).doesNotExist();
    JsonNode checkpoint =
        Json.parse(
            Files.readString(layout.checkpoints().resolve("00000025-epoch-5/checkpoint.json")));
    assertThat(checkpoint.path("progress").path("best").path("checkpoint").asText())
        .isEqualTo("00000010-epoch-2");
  }

  @Test
  void theMethodIsCalledInOrder() {
    TinyMethod method = TinyRun.method(TinyRun.IMAGES);
    TinyRun.trainer(method, Optional.empty(), TinyRun.options(1, 8, 0.1, 2, false)).run();
    // 43 images are six batches, the last of three images: three steps of two.
    assertThat(method.calls.remove(0)).isEqualTo("beforeEpoch");
    List<String> step = List.of("beforeStep", "loss", "loss", "beforeOptimizer", "afterStep");
    List<String> all = new ArrayList<>(step);
    all.addAll(step);
    all.addAll(step);
    assertThat(method.calls).isEqualTo(all);
    assertThat(method.updates()).isEqualTo(3);
  }

  @Test
  void accumulationEqualsTheLargeBatch() {
    Map<String, Tensor> large = trained(16, 1);
    Map<String, Tensor> accumulated = trained(8, 2);
    // Batches of 16, 16 and 11 images; in two parts 8+8, 8+8 and 8+3. Float sums in another order.
    large.forEach(
        (name, expected) -> {
          float[] a = Tensors.floats(accumulated.get(name));
          float[] e = Tensors.floats(expected);
          for (int i = 0; i < e.length; i++) {
            assertThat(a[i]).as(name).isCloseTo(e[i], within(2e-5f));
          }
        });
    assertThat(Tensors.floats(large.get("bank")))
        .isNotEqualTo(Tensors.floats(trained(43, 1).get("bank")));
  }

  private static Map<String, Tensor> trained(int batch, int accumulate) {
    TinyMethod method = TinyRun.method(TinyRun.IMAGES);
    method.evaluate = true; // batch norm would see other batches
    TinyRun.trainer(method, Optional.empty(), TinyRun.options(2, batch, 0.2, accumulate, false))
        .run();
    return method.state().tensors();
  }

  @Test
  void spreadIsOneOnTheWholeSphereAndZeroAtAPoint() {
    org.likeness.random.RandomStream random =
        new RandomSource(1).stream(org.likeness.random.Purpose.EVALUATION, 0, 0);
    float[] values = new float[4000 * 8];
    for (int i = 0; i < 4000; i++) {
      double norm = 0;
      double[] row = new double[8];
      for (int j = 0; j < 8; j++) {
        row[j] = random.nextGaussian();
        norm += row[j] * row[j];
      }
      for (int j = 0; j < 8; j++) {
        values[i * 8 + j] = (float) (row[j] / Math.sqrt(norm));
      }
    }
    assertThat(Tensors.doubles(StepTally.spread(Tensors.of(values, 4000, 8)))[0])
        .isCloseTo(1, within(0.02));
    assertThat(Tensors.doubles(StepTally.spread(torch.ones(5, 8)))[0]).isZero();
  }

  @Test
  void targetsAreWhatTheMethodDeclares() {
    for (Map.Entry<Targets, Set<String>> expected :
        Map.of(
                Targets.NONE, Set.of("none"),
                Targets.LABELS, Set.of("instance,label", "label"),
                Targets.INSTANCES, Set.of("instance"))
            .entrySet()) {
      TinyMethod method = TinyRun.method(TinyRun.IMAGES);
      method.targets = expected.getKey();
      TinyRun.trainer(method, Optional.empty(), TinyRun.options(1, 8, 0.1, 1, true)).run();
      assertThat(expected.getValue())
          .as(expected.getKey().toString())
          .containsAll(new HashSet<>(method.seenTargets));
    }
  }

  @Test
  void pseudoLabelsAreThoseThatThePlanAssigns() {
    TinyMethod method = TinyRun.method(TinyRun.IMAGES);
    method.targets = Targets.PSEUDO_LABELS;
    TinyRun.trainer(method, Optional.empty(), TinyRun.options(2, 8, 0.1, 1, true)).run();
    assertThat(method.seenTargets)
        .hasSize(10)
        .allMatch(seen -> seen.contains("cluster") && !seen.contains("other"));
    TinyMethod without = TinyRun.method(TinyRun.IMAGES);
    without.targets = Targets.PSEUDO_LABELS;
    without.assigns = false;
    Trainer trainer =
        TinyRun.trainer(without, Optional.empty(), TinyRun.options(1, 8, 0.1, 1, true));
    assertThatThrownBy(trainer::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("pseudo-labels");
  }

  /**
   * What other tests dropped is collected first. From then on every step is counted, since the
   * collector would free, sooner or later, what a step left behind.
   */
  @Test
  void noNativeObjectIsLeftBehind() {
    List<Long> counts = new ArrayList<>();
    TrainingListener count =
        new TrainingListener() {
          @Override
          public void onStepEnd(StepEnd event) {
            counts.add(event.step().index() == 4 ? LivePointers.settled() : Pointer.totalCount());
          }
        };
    TinyRun.trainer(Optional.empty(), TinyRun.options(6, 8, 0.1, 1, true), count).run();
    assertThat(counts).hasSize(30);
    assertThat(counts.subList(5, 30)).allMatch(after -> after <= counts.get(4), counts.toString());
  }

  @Test
  void bfloat16AndChannelsLastTrainToTheSameWithinTheirPrecision() {
    float[] untrained = kernel(Precision.FLOAT32, false, 0);
    float[] exact = kernel(Precision.FLOAT32, false, 0.02);
    double way = distance(exact, untrained);
    assertThat(distance(kernel(Precision.FLOAT32, true, 0.02), exact)).isLessThan(1e-4 * way);
    double error = distance(kernel(Precision.BFLOAT16, false, 0.02), exact);
    // Gradients of so small a network, rounded to 8 bits, are off by a tenth or two.
    assertThat(error).as("of %s", way).isPositive().isLessThan(0.3 * way);
  }

  /** The kernel of the convolution after two epochs. */
  private static float[] kernel(Precision precision, boolean channelsLast, double lr) {
    TrainOptions d = TinyRun.options();
    TrainOptions options =
        new TrainOptions(
            2,
            8,
            lr,
            d.lrScaling(),
            "sgd",
            0,
            Optional.empty(),
            ScheduleKind.CONSTANT,
            d.milestones(),
            d.gamma(),
            d.factors(),
            0,
            0,
            0,
            1,
            precision,
            d.device(),
            channelsLast,
            1,
            1,
            1,
            0,
            0,
            List.of(),
            List.of(),
            true,
            1,
            false,
            0);
    TinyMethod method = TinyRun.method(TinyRun.IMAGES);
    TinyRun.trainer(method, Optional.empty(), options).run();
    return Tensors.floats(method.state().tensors().get("conv.weight"));
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }
}
