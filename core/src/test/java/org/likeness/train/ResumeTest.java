package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.error.InputException;
import org.likeness.io.Json;
import org.likeness.run.RunDirectory;
import org.likeness.run.RunLayout;
import org.likeness.torch.Torch;

/**
 * A run in parts ends as a run in one: compared by all digits of its metrics and all bytes of its
 * last checkpoint.
 */
final class ResumeTest {
  @TempDir private static Path shared;

  @BeforeAll
  static void trainInOne() {
    Torch.require();
    RunEnd end = TinyRun.train(shared.resolve("whole"), Long.MAX_VALUE);
    assertThat(end.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(end.step()).isEqualTo((long) TinyRun.EPOCHS * TinyRun.STEPS);
    assertThat(TinyRun.numbers(shared.resolve("whole")))
        .hasSize(TinyRun.EPOCHS * (TinyRun.STEPS + 1));
  }

  /**
   * The first step, within an epoch with and without a checkpoint due, an epoch's last, the run's
   * last but one.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 3, 7, 9, 10, 13, 19})
  void goesOnWhereItWasStopped(long step, @TempDir Path folder) throws IOException {
    RunEnd stopped = TinyRun.train(folder, step);
    assertThat(stopped.outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(stopped.step()).isEqualTo(step);
    assertThat(events(folder)).last().isEqualTo("end");
    assertThat(TinyRun.train(folder, Long.MAX_VALUE).outcome()).isEqualTo(Outcome.COMPLETED);
    assertEqualsWhole(folder);
  }

  @Test
  void goesOnSeveralTimes(@TempDir Path folder) throws IOException {
    for (long step : new long[] {2, 4, 11, 16}) {
      TinyRun.train(folder, step);
    }
    TinyRun.train(folder, Long.MAX_VALUE);
    assertEqualsWhole(folder);
  }

  @Test
  void aFinishedRunHasNothingToDo(@TempDir Path folder) throws IOException {
    TinyRun.train(folder, Long.MAX_VALUE);
    RunEnd again = TinyRun.train(folder, Long.MAX_VALUE);
    assertThat(again.outcome()).isEqualTo(Outcome.COMPLETED);
    assertThat(again.step()).isEqualTo(20);
    assertEqualsWhole(folder);
  }

  @Test
  void epochsLeftAreThoseAfterTheNewestCheckpoint(@TempDir Path folder) {
    assertThat(epochsLeft(folder)).isEqualTo(TinyRun.EPOCHS);
    TinyRun.train(folder, 13);
    assertThat(epochsLeft(folder)).isEqualTo(TinyRun.EPOCHS - 13.0 / TinyRun.STEPS);
    TinyRun.train(folder, Long.MAX_VALUE);
    assertThat(epochsLeft(folder)).isZero();
    Trainer unkept = TinyRun.trainer(Optional.empty(), TinyRun.options());
    assertThat(unkept.epochsLeft()).isEqualTo(TinyRun.EPOCHS);
    unkept.run();
    assertThat(unkept.epochsLeft()).isZero();
  }

  private static double epochsLeft(Path folder) {
    try (RunDirectory run = TinyRun.directory(folder)) {
      return TinyRun.trainer(Optional.of(run), TinyRun.options()).epochsLeft();
    }
  }

  @Test
  void aRunThatDiedIsCutBackToItsCheckpoint(@TempDir Path folder) throws IOException {
    dieAfter(folder, 8); // the last checkpoint is of step 6
    assertThat(TinyRun.numbers(folder)).as("steps 1 to 8, one epoch").hasSize(9);
    TinyRun.train(folder, 9);
    assertThat(TinyRun.numbers(folder)).as("steps 1 to 9, one epoch").hasSize(10);
    TinyRun.train(folder, Long.MAX_VALUE);
    assertEqualsWhole(folder);
  }

  @Test
  void theLineOfTheCheckpointStaysInTheMetrics(@TempDir Path folder) {
    dieAfter(folder, 8);
    TinyRun.train(folder, Long.MAX_VALUE);
    assertThat(lines(folder))
        .anyMatch(line -> line.contains("\"checkpoint\",\"step\":6,\"name\":\"00000006\""))
        .isEqualTo(lines(shared.resolve("whole")));
  }

  /** All lines but those of starts and ends, without times. */
  private static List<String> lines(Path folder) {
    return Metrics.read(new RunLayout(folder).metrics()).stream()
        .filter(line -> !line.path("event").asText().matches("run|end"))
        .map(line -> ((ObjectNode) line).without(List.of("seconds")).toString())
        .toList();
  }

  @Test
  void aRunThatDiedBeforeItsFirstCheckpointStartsAnew(@TempDir Path folder) throws IOException {
    dieAfter(folder, 2);
    TinyRun.train(folder, Long.MAX_VALUE);
    assertEqualsWhole(folder);
  }

  @Test
  void aLineThatWasCutIsRemoved(@TempDir Path folder) throws IOException {
    TinyRun.train(folder, 7);
    Files.writeString(
        new RunLayout(folder).metrics(), "{\"event\":\"step\",\"st", StandardOpenOption.APPEND);
    assertThat(Metrics.read(new RunLayout(folder).metrics()))
        .as("a cut line is not read")
        .isNotEmpty();
    TinyRun.train(folder, Long.MAX_VALUE);
    assertEqualsWhole(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"state.safetensors", "optimizer.safetensors", "checkpoint.json"})
  void aCutCheckpointIsPassedOver(String file, @TempDir Path folder) throws IOException {
    TinyRun.train(folder, 13);
    Checkpoint last = last(folder);
    cut(last.folder().resolve(file));
    List<String> warnings = new ArrayList<>();
    resume(folder, warnings);
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .startsWith("a checkpoint is damaged: 00000013 (")
        .endsWith("; the run is resumed from 00000012");
    assertEqualsWhole(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"state.safetensors", "optimizer.safetensors", "checkpoint.json"})
  void aCheckpointWithOneOtherBitIsPassedOver(String file, @TempDir Path folder)
      throws IOException {
    TinyRun.train(folder, 13);
    Path damaged = last(folder).folder();
    flip(damaged.resolve(file), (int) Files.size(damaged.resolve(file)) - 12);
    List<String> warnings = new ArrayList<>();
    resume(folder, warnings);
    assertThat(warnings)
        .containsExactly(
            "a checkpoint is damaged: 00000013 ("
                + file
                + " has changed since it was written); the run is resumed from 00000012");
    assertEqualsWhole(folder);
  }

  @Test
  void theReasonOfADamagedCheckpointIsSaid(@TempDir Path folder) throws IOException {
    TinyRun.train(folder, 13);
    Path json = last(folder).folder().resolve("checkpoint.json");
    Files.writeString(json, "{\n\"format\": 2,");
    assertThatThrownBy(() -> last(folder).read())
        .isInstanceOf(DamagedException.class)
        .hasMessage("checkpoint.json is not valid JSON (line 2)");
    Files.delete(json);
    assertThatThrownBy(() -> last(folder).read())
        .isInstanceOf(DamagedException.class)
        .hasMessage("checkpoint.json cannot be read: no such file or folder");
  }

  @Test
  void aDamagedCheckpointIsNotKeptInsteadOfAGoodOne(@TempDir Path folder) throws IOException {
    TinyRun.train(folder, 13);
    flip(last(folder).state(), 200);
    TinyRun.train(folder, 14);
    assertThat(
            new Checkpoints(new RunLayout(folder).checkpoints(), List.of())
                .all().stream().map(Checkpoint::name))
        .containsExactly("00000012", "00000014");
  }

  @Test
  void aCheckpointWithoutHashesIsRead(@TempDir Path folder) throws IOException {
    TinyRun.train(folder, 13);
    Path json = last(folder).folder().resolve("checkpoint.json");
    ObjectNode old = (ObjectNode) Json.read(json);
    old.remove("sha256");
    Files.writeString(json, Json.pretty(old.put("format", 1)));
    List<String> warnings = new ArrayList<>();
    resume(folder, warnings);
    assertThat(warnings).isEmpty();
    assertEqualsWhole(folder);
  }

  @Test
  void noWholeCheckpointIsAnError(@TempDir Path folder) throws IOException {
    TinyRun.train(folder, 13);
    for (Checkpoint checkpoint :
        new Checkpoints(new RunLayout(folder).checkpoints(), List.of()).all()) {
      cut(checkpoint.folder().resolve("state.safetensors"));
    }
    assertThatThrownBy(() -> TinyRun.train(folder, Long.MAX_VALUE))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("all checkpoints of the run " + folder + " are damaged: 00000013 (")
        .hasMessageEndingWith("; start a new run");
  }

  @Test
  void aCheckpointThatWasBeingWrittenIsIgnored(@TempDir Path folder) throws IOException {
    TinyRun.train(folder, 13);
    Path half = new RunLayout(folder).checkpoints().resolve("00000014.tmp");
    Files.createDirectories(half);
    Files.copy(last(folder).state(), half.resolve("state.safetensors"));
    cut(half.resolve("state.safetensors"));
    TinyRun.train(folder, Long.MAX_VALUE);
    assertThat(half).as("removed when the next one was written").doesNotExist();
    assertEqualsWhole(folder);
  }

  @Test
  void anotherArchitectureIsRefusedBeforeAnythingChanges(@TempDir Path folder) {
    TinyRun.train(folder, 7);
    TinyMethod wider = new TinyMethod(TinyRun.IMAGES, 9, 1);
    try (RunDirectory run = TinyRun.directory(folder)) {
      Trainer trainer = TinyRun.trainer(wider, Optional.of(run), TinyRun.options());
      assertThatThrownBy(trainer::run)
          .isInstanceOf(InputException.class)
          .hasMessage(
              "checkpoint "
                  + folder.resolve("checkpoints/00000007")
                  + " does not match the recipe: its bank is [43, 6] instead of [43, 9]; use the recipe that it was written with");
    }
    assertThat(wider.updates()).isZero();
  }

  @Test
  void anotherBatchIsRefusedSinceStepsWouldMeanSomethingElse(@TempDir Path folder) {
    TinyRun.train(folder, 7);
    try (RunDirectory run = TinyRun.directory(folder)) {
      Trainer trainer =
          TinyRun.trainer(Optional.of(run), TinyRun.options(TinyRun.EPOCHS, 4, 0.5, 1, true));
      assertThatThrownBy(trainer::run)
          .isInstanceOf(InputException.class)
          .hasMessage(
              "checkpoint "
                  + folder.resolve("checkpoints/00000007")
                  + " was written when an epoch had 5 steps over 43 images but now it has 10 steps over 43: use the same data"
                  + " and batch, or start a new run");
    }
  }

  @Test
  void fewerEpochsThanAreDoneAreRefused(@TempDir Path folder) {
    TinyRun.train(folder, Long.MAX_VALUE);
    try (RunDirectory run = TinyRun.directory(folder)) {
      Trainer trainer =
          TinyRun.trainer(Optional.of(run), TinyRun.options(TinyRun.EPOCHS - 1, 8, 0.5, 1, true));
      assertThatThrownBy(trainer::run)
          .isInstanceOf(InputException.class)
          .hasMessage(
              "the run %s has %d completed epochs: train.epochs must be at least %d but is %d",
              folder, TinyRun.EPOCHS, TinyRun.EPOCHS, TinyRun.EPOCHS - 1);
    }
  }

  @Test
  void aChangedRecipeIsSaid(@TempDir Path folder) throws IOException {
    TinyRun.train(folder, 7);
    Files.writeString(new RunLayout(folder).recipe(), "method: changed\n");
    List<String> warnings = new ArrayList<>();
    resume(folder, warnings);
    assertThat(warnings)
        .containsExactly(
            "the recipe has changed since checkpoint 00000007 (recipe.yaml was edited, or a setting was given): the run continues with the new recipe");
  }

  private static void assertEqualsWhole(Path folder) throws IOException {
    assertThat(TinyRun.numbers(folder)).isEqualTo(TinyRun.numbers(shared.resolve("whole")));
    assertThat(
            Files.mismatch(TinyRun.lastState(folder), TinyRun.lastState(shared.resolve("whole"))))
        .isEqualTo(-1);
  }

  private static List<String> events(Path folder) {
    return Metrics.read(new RunLayout(folder).metrics()).stream()
        .map(line -> line.path("event").asText())
        .toList();
  }

  private static Checkpoint last(Path folder) {
    List<Checkpoint> all = new Checkpoints(new RunLayout(folder).checkpoints(), List.of()).all();
    return all.get(all.size() - 1);
  }

  private static void cut(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() * 2 / 3);
    }
  }

  private static void flip(Path file, int position) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[position] ^= 1;
    Files.write(file, bytes);
  }

  private static void resume(Path folder, List<String> warnings) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onWarning(Warning event) {
            warnings.add(event.message());
          }
        };
    try (RunDirectory run = TinyRun.directory(folder)) {
      assertThat(TinyRun.trainer(Optional.of(run), TinyRun.options(), listener).run().outcome())
          .isEqualTo(Outcome.COMPLETED);
    }
  }

  /** A run that fails in the middle of things, as if it had been killed, but for its last line. */
  private static void dieAfter(Path folder, long steps) {
    TrainingListener bomb =
        new TrainingListener() {
          @Override
          public void onStepEnd(StepEnd event) {
            if (event.step().index() == steps) {
              throw new IllegalStateException("killed");
            }
          }
        };
    try (RunDirectory run = TinyRun.directory(folder)) {
      Trainer trainer = TinyRun.trainer(Optional.of(run), TinyRun.options(), bomb);
      assertThatThrownBy(trainer::run).hasMessage("killed");
    }
    JsonNode end = Metrics.read(new RunLayout(folder).metrics()).get(events(folder).size() - 1);
    assertThat(end.path("outcome").asText()).isEqualTo("failed");
  }
}
