package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.io.FolderLock;
import org.likeness.random.RandomSource;
import org.likeness.run.RunDirectory;
import org.likeness.run.RunLayout;
import org.likeness.torch.Torch;

/** What a run refuses, ends at or warns about; what it does otherwise is in {@link TrainerTest}. */
final class TrainerTroubleTest {
  @BeforeAll
  static void loadTorch() {
    Torch.require();
  }

  @Test
  void accumulationIsWarnedAboutWhereNegativesComeFromTheBatch() {
    TinyMethod method = TinyRun.method(TinyRun.IMAGES);
    method.negatives = true;
    Recorder recorder = new Recorder();
    TinyRun.trainer(method, Optional.empty(), TinyRun.options(1, 8, 0.1, 2, true), recorder).run();
    assertThat(recorder.warnings)
        .containsExactly(
            "this method takes its negatives from the batch: train.accumulate averages gradients, but each image still sees the "
                + "negatives of 8 images and not of 16");
  }

  @Test
  void aLossThatIsNotFiniteNamesTermStepAndCheckpoint(@TempDir Path folder) {
    TinyMethod method = TinyRun.method(TinyRun.IMAGES);
    method.notFiniteFrom = 7;
    Recorder recorder = new Recorder();
    try (RunDirectory run = TinyRun.directory(folder)) {
      Trainer trainer = TinyRun.trainer(method, Optional.of(run), TinyRun.options(), recorder);
      assertThatThrownBy(trainer::run)
          .isInstanceOf(RunException.class)
          .hasMessageMatching(
              "the loss of step 8 \\(epoch 2\\) is not finite: its term own is -?(NaN|Infinity); the last good checkpoint is "
                  + folder.resolve("checkpoints/00000006")
                  + ": lower the learning rate");
    }
    assertThat(recorder.end.orElseThrow().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(method.updates()).as("the step was not taken").isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRunWhoseFolderIsDeletedFailsAndWritesNothing(boolean replaced, @TempDir Path parent) {
    Path folder = parent.resolve("run");
    TrainingListener deleting =
        new TrainingListener() {
          @Override
          public void onStepEnd(StepEnd event) {
            if (event.step().index() == 6) {
              delete(folder);
              if (replaced) {
                replace(folder);
              }
            }
          }
        };
    Recorder recorder = new Recorder();
    try (RunDirectory run = TinyRun.directory(folder)) {
      Trainer trainer = TinyRun.trainer(Optional.of(run), TinyRun.options(), deleting, recorder);
      assertThatThrownBy(trainer::run)
          .isInstanceOf(RunException.class)
          .hasMessage(
              "the run folder "
                  + folder
                  + " was deleted, moved or replaced while it was in use: put it back and resume it, or start a new run");
    }
    assertThat(recorder.end.orElseThrow().outcome()).isEqualTo(Outcome.FAILED);
    if (replaced) {
      assertThat(new RunLayout(folder).checkpoints()).isEmptyDirectory();
    } else {
      assertThat(folder).doesNotExist();
    }
  }

  /** Puts another run there, as another process does. */
  private static void replace(Path folder) {
    try {
      Files.createDirectories(new RunLayout(folder).checkpoints());
      Files.writeString(new RunLayout(folder).recipe(), "method: tiny\n");
      Files.writeString(folder.resolve(FolderLock.NAME), "1");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aStateThatIsNotFiniteIsNotSaved(@TempDir Path folder) {
    TinyMethod method = TinyRun.method(TinyRun.IMAGES);
    TrainingListener poison =
        new TrainingListener() {
          @Override
          public void onStepEnd(StepEnd event) {
            if (event.step().index() == 5) {
              method.bank().select(0, 0).fill_(new org.bytedeco.pytorch.Scalar(Float.NaN));
            }
          }
        };
    try (RunDirectory run = TinyRun.directory(folder)) {
      Trainer trainer = TinyRun.trainer(method, Optional.of(run), TinyRun.options(), poison);
      assertThatThrownBy(trainer::run)
          .isInstanceOf(RunException.class)
          .hasMessageStartingWith(
              "after step 6 bank contains values that are not finite; the last good checkpoint is ");
    }
    assertThat(TinyRun.lastState(folder).getParent().getFileName()).hasToString("00000005-epoch-1");
  }

  @Test
  void aCollapseIsWarnedAboutOnce() {
    TinyMethod method = TinyRun.method(TinyRun.IMAGES);
    method.collapsed = true;
    Recorder recorder = new Recorder();
    TinyRun.trainer(method, Optional.empty(), TinyRun.options(), recorder).run();
    assertThat(recorder.warnings)
        .containsExactly(
            "the embeddings of different images are nearly equal (spread 0.000; about 1 is normal): lower the learning rate, or use "
                + "weaker augmentations");
    assertThat(recorder.epochs).allMatch(epoch -> epoch.spread() < 1e-6);
  }

  @Test
  void aLossThatSitsAtItsCollapsedValueIsWarnedAbout() {
    TinyMethod method = TinyRun.method(TinyRun.IMAGES);
    Recorder once = new Recorder();
    TinyRun.trainer(method, Optional.empty(), TinyRun.options(2, 8, 0, 1, true), once).run();
    assertThat(once.warnings).as("healthy").isEmpty();

    TinyMethod still = TinyRun.method(TinyRun.IMAGES);
    still.collapsedLoss = OptionalDouble.of(once.epochs.get(1).loss() * 1.004);
    Recorder recorder = new Recorder();
    TinyRun.trainer(still, Optional.empty(), TinyRun.options(2, 8, 0, 1, true), recorder).run();
    assertThat(recorder.warnings).hasSize(1);
    assertThat(recorder.warnings.get(0)).startsWith("the loss is ").contains("embeddings");
  }

  @Test
  void brokenImagesAreSkippedAndListed(@TempDir Path folder) throws IOException {
    try (RunDirectory run = TinyRun.directory(folder)) {
      Training training =
          Training.of(
              TinyRun.method(TinyRun.IMAGES),
              new TinyImages(TinyRun.IMAGES, Set.of(4, 9)),
              new RandomSource(5),
              TinyRun.options(),
              Optional.of(run));
      Recorder recorder = new Recorder();
      assertThat(new Trainer(training, List.of(recorder)).run().outcome())
          .isEqualTo(Outcome.COMPLETED);
      assertThat(recorder.warnings).hasSize(1);
      assertThat(recorder.warnings.get(0))
          .startsWith("2 images cannot be decoded and are skipped: image-4 (")
          .contains(", image-9 (");
    }
    List<String> lines = Files.readAllLines(new RunLayout(folder).skipped());
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).isEqualTo("id,reason,number,width,height,label,group,split");
    assertThat(lines.get(1)).startsWith("image-4,").contains("broken");
    assertThat(lines.get(2)).startsWith("image-9,").endsWith(",9,4,4,a,,");
  }

  @Test
  void refusesDataThatDoNotSuffice() {
    assertRefused(
        1, 2, 1, "tiny has 1 image but training needs at least 2: use a folder with more images");
    assertRefused(
        0, 2, 1, "tiny has no images but training needs at least 2: use a folder with more images");
    assertRefused(
        7,
        8,
        1,
        "train.batch is 8 but tiny has only 7 images: lower it to at most 7 (--set train.batch=7)");
    assertRefused(
        20,
        8,
        3,
        "train.accumulate of 3 with train.batch of 8 needs more than the 20 images of tiny: lower one of them");
  }

  private static void assertRefused(int images, int batch, int accumulate, String message) {
    TrainOptions options = TinyRun.options(1, batch, 0.1, accumulate, true);
    TinyMethod method = TinyRun.method(images);
    assertThatThrownBy(
            () ->
                new Trainer(
                    Training.of(
                        method,
                        new TinyImages(images),
                        new RandomSource(1),
                        options,
                        Optional.empty()),
                    List.of()))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }
}
