package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.error.InputException;
import org.likeness.method.State;
import org.likeness.optim.Optimizer;
import org.likeness.optim.Rates;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunDirectory;
import org.likeness.run.RunLayout;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** When a checkpoint is written, and how: never under its name before it is whole. */
final class CheckpointWritingTest {
  @TempDir Path folder;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static final Checkpoint.Header HEADER =
      new Checkpoint.Header(7, 0, "hash", 1, new EpochSize(10, 5));

  private static Optimizer optimizer(Tensor velocity) {
    return new Optimizer() {
      @Override
      public void step(Rates rates) {}

      @Override
      public void zeroGradients() {}

      @Override
      public Map<String, Tensor> state() {
        return Map.of("velocity", velocity);
      }
    };
  }

  /** The numbers of a state are read amid the writing: by then tensors are written. */
  @Test
  void aCheckpointHasItsNameOnceItIsWhole() throws IOException {
    Path checkpoint = folder.resolve("00000007");
    List<Boolean> there = new ArrayList<>();
    State state =
        new State()
            .tensor("w", torch.ones(3))
            .scalar(
                "z",
                () -> {
                  there.add(Files.exists(checkpoint));
                  return 1;
                },
                value -> {});
    try (Scope scope = Scope.openNoGrad()) {
      Checkpoint.write(checkpoint, state, optimizer(torch.zeros(3)), new RunProgress(), HEADER);
    }
    assertThat(there).containsOnly(false).isNotEmpty();
    assertThat(checkpoint).isDirectory();
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(checkpoint);
    }
  }

  /** An old checkpoint of the same name stays until the new one is whole. */
  @Test
  void aFailureLeavesTheOldOne() throws IOException {
    Path checkpoint = folder.resolve("00000007");
    try (Scope scope = Scope.openNoGrad()) {
      Checkpoint.write(
          checkpoint,
          new State().tensor("w", torch.ones(3)),
          optimizer(torch.zeros(3)),
          new RunProgress(),
          HEADER);
    }
    byte[] before = Files.readAllBytes(checkpoint.resolve("state.safetensors"));
    State failing =
        new State()
            .tensor("w", torch.zeros(3))
            .scalar(
                "z",
                () -> {
                  throw new IllegalStateException("no more");
                },
                value -> {});
    try (Scope scope = Scope.openNoGrad()) {
      Checkpoint.write(checkpoint, failing, optimizer(torch.zeros(3)), new RunProgress(), HEADER);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("no more");
    }
    assertThat(Files.readAllBytes(checkpoint.resolve("state.safetensors"))).isEqualTo(before);
  }

  @Test
  void readingLeavesNoNativeObjectBehind() throws Exception {
    Path checkpoint = folder.resolve("00000007");
    Tensor weight = torch.ones(100);
    Tensor velocity = torch.ones(100);
    State state = new State().tensor("w", weight);
    Optimizer optimizer = optimizer(velocity);
    try (Scope scope = Scope.openNoGrad()) {
      Checkpoint.write(checkpoint, state, optimizer, new RunProgress(), HEADER);
      weight.zero_();
      velocity.zero_();
    }
    Checkpoint saved = new Checkpoint(checkpoint);
    saved.restore(saved.read(), state, optimizer); // classes and constants of a first time
    long before = Pointer.totalCount();
    for (int i = 0; i < 20; i++) {
      saved.restore(saved.read(), state, optimizer);
    }
    assertThat(Pointer.totalCount() - before).isLessThan(20);
    assertThat(Tensors.floats(weight)).containsOnly(1);
    assertThat(Tensors.floats(velocity)).containsOnly(1);
  }

  /** A newer format is the only other thing that one bit can claim to be. */
  @Test
  void aBitThatChangesInTheJsonIsNoticed() throws IOException {
    Path checkpoint = folder.resolve("00000007");
    try (Scope scope = Scope.openNoGrad()) {
      Checkpoint.write(
          checkpoint,
          new State().tensor("w", torch.ones(3)).scalar("z", () -> 0.25, value -> {}),
          optimizer(torch.zeros(3)),
          new RunProgress(),
          HEADER);
    }
    Path json = checkpoint.resolve("checkpoint.json");
    byte[] whole = Files.readAllBytes(json);
    for (int bit = 0; bit < 8 * whole.length; bit += 3) {
      byte[] changed = whole.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(json, changed);
      assertThatThrownBy(() -> new Checkpoint(checkpoint).read())
          .as("bit %d", bit)
          .isInstanceOfAny(DamagedException.class, InputException.class);
    }
  }

  @Test
  void theEndIsSavedWhereNoEpochIs() {
    Path run = folder.resolve("run");
    TrainOptions never =
        Recipe.parse(
                "train: {epochs: 3, batch: 8, threads: 1, workers: 1, best: [], checkpoint-epochs: 0, checkpoint-minutes: 0}",
                "test")
            .bind("train", TrainOptions.defaults());
    try (RunDirectory directory = TinyRun.directory(run)) {
      TinyRun.trainer(Optional.of(directory), never).run();
    }
    assertThat(
            new Checkpoints(run.resolve("checkpoints"), List.of())
                .all().stream().map(Checkpoint::name))
        .containsExactly("00000015-epoch-3");
  }

  @Test
  void theLastNetworkIsUsedWhereTheBestIsDamaged() throws IOException {
    Path run = folder.resolve("run");
    List<String> warnings = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpochEnd(EpochEnd event) {
            event.metrics().add("knn", event.epoch() == 1 ? 0.7 : 0.1);
          }

          @Override
          public void onWarning(Warning event) {
            warnings.add(event.message());
          }
        };
    TinyMethod method = TinyRun.method(TinyRun.IMAGES);
    try (RunDirectory directory = TinyRun.directory(run)) {
      Trainer trainer =
          TinyRun.trainer(method, Optional.of(directory), TinyRun.options(), listener);
      trainer.run();
      Path state = run.resolve("checkpoints/00000010-epoch-2/state.safetensors");
      byte[] bytes = Files.readAllBytes(state);
      bytes[bytes.length - 1] ^= 1;
      Files.write(state, bytes);
      float[] weights = Tensors.floats(method.state().tensors().get("conv.weight"));
      assertThat(trainer.restoreBest()).isEmpty();
      assertThat(Tensors.floats(method.state().tensors().get("conv.weight"))).isEqualTo(weights);
    }
    assertThat(warnings)
        .containsExactly(
            "the best checkpoint 00000010-epoch-2 is damaged (state.safetensors has changed since it was written):"
                + " the network of the last epoch is used instead");
    assertThat(new RunLayout(run).log()).content().contains("warning: " + warnings.get(0));
  }

  /**
   * The best epoch's weights come back, not the last ones; a tie keeps the earlier epoch, and NaN
   * is no value.
   */
  @Test
  void theBestEpochIsTheFirstOfEquals() {
    Path run = folder.resolve("run");
    double[] knn = {0.1, 0.7, 0.7, Double.NaN};
    List<float[]> weights = new ArrayList<>();
    TinyMethod method = TinyRun.method(TinyRun.IMAGES);
    TrainingListener measured =
        new TrainingListener() {
          @Override
          public void onEpochEnd(EpochEnd event) {
            event.metrics().add("knn", knn[event.epoch()]);
            weights.add(Tensors.floats(method.state().tensors().get("conv.weight")));
          }
        };
    try (RunDirectory directory = TinyRun.directory(run)) {
      Trainer trainer =
          TinyRun.trainer(method, Optional.of(directory), TinyRun.options(), measured);
      trainer.run();
      BestEpoch best = trainer.restoreBest().orElseThrow();
      assertThat(best.epoch()).isEqualTo(2);
      assertThat(best.value()).isEqualTo(0.7);
    }
    assertThat(Tensors.floats(method.state().tensors().get("conv.weight")))
        .containsExactly(weights.get(1))
        .isNotEqualTo(weights.get(3));
  }

  private static TrainingListener metrics(double[] copies, double[] knn) {
    return new TrainingListener() {
      @Override
      public void onEpochEnd(EpochEnd event) {
        event.metrics().add("knn", knn[event.epoch()]);
        if (copies[event.epoch()] > 0) {
          event.metrics().add("copies", copies[event.epoch()]);
        }
      }
    };
  }

  /** Copies come first in the recipe: once they are measured, kNN no longer counts. */
  @Test
  void theFirstMetricThatIsMeasuredChooses() {
    TrainOptions options =
        Recipe.parse(
                "train: {epochs: 4, batch: 8, threads: 1, workers: 1, best: [copies, knn], checkpoint-minutes: 0}",
                "test")
            .bind("train", TrainOptions.defaults());
    TrainingListener measured =
        metrics(new double[] {0, 0.3, 0.4, 0.2}, new double[] {0.9, 0.8, 0.1, 0.95});
    try (RunDirectory directory = TinyRun.directory(folder.resolve("run"))) {
      Trainer trainer = TinyRun.trainer(Optional.of(directory), options, measured);
      trainer.run();
      assertThat(trainer.restoreBest()).contains(new BestEpoch(3, "copies", 0.4));
    }
  }

  /** Also where the best epoch was before the run was stopped. */
  @Test
  void aResumedRunRemembersItsBestEpoch() {
    Path run = folder.resolve("run");
    TrainingListener measured = metrics(new double[4], new double[] {0.1, 0.7, 0.5, 0.6});
    List<Trainer> first = new ArrayList<>();
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void onStepEnd(StepEnd event) {
            if (event.step().index() + 1 == 12) {
              first.get(0).stop();
            }
          }
        };
    try (RunDirectory directory = TinyRun.directory(run)) {
      first.add(TinyRun.trainer(Optional.of(directory), TinyRun.options(), measured, stopping));
      assertThat(first.get(0).run().outcome()).isEqualTo(Outcome.INTERRUPTED);
    }
    try (RunDirectory directory = TinyRun.directory(run)) {
      Trainer again = TinyRun.trainer(Optional.of(directory), TinyRun.options(), measured);
      again.run();
      assertThat(again.restoreBest()).contains(new BestEpoch(2, "knn", 0.7));
    }
    KeptNetworks kept = new KeptNetworks(new RunLayout(run));
    assertThat(kept.best().epoch()).isEqualTo("2");
    assertThat(kept.chosen().epoch()).isEqualTo("2");
    assertThat(kept.last().epoch()).isEqualTo("4");
  }
}
