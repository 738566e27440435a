package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.classifier.Answer;
import org.likeness.classifier.Classifier;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.io.SafeTensors;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** A supervised run leaves its classifier beside its encoder. */
final class SupervisedClassifierTest {
  @TempDir private Path folder;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void theClassifierOfTheTrainingIsSavedWithTheClassNames() throws IOException {
    Path images = TinyFolder.labelled(folder.resolve("images"), 12);
    Path run = folder.resolve("run");
    try (PretrainingRun made =
        Pretraining.of(
                TinyFolder.recipe(
                    images, "method=supervised", "train.epochs=1", "summary.evaluations=[spread]"))
            .into(run)
            .prepare()) {
      made.train();
      made.summarise(FeatureProgress.NONE);
    }
    Classifier classifier = Classifier.load(run);
    FeatureClassifier layers = classifier.layers();
    assertThat(layers.origin()).isEqualTo(FeatureClassifier.TRAINING);
    assertThat(layers.features()).isEqualTo(FeatureKind.BACKBONE);
    assertThat(layers.names()).containsExactly("kind0", "kind1", "kind2");
    try (Scope scope = Scope.openNoGrad()) {
      float[] trained =
          Tensors.floats(SafeTensors.read(checkpoint(run)).tensor("classifier.fc.weight"));
      assertThat(layers.layer().weight()).isEqualTo(trained);
    }
    List<Answer> answers = classifier.classify(images.resolve("kind1").resolve("0.png"), 9);
    assertThat(answers).hasSize(3);
    assertThat(answers.stream().mapToDouble(Answer::probability).sum())
        .isBetween(1 - 1e-9, 1 + 1e-9);
  }

  /** The state in the checkpoint of the only epoch. */
  private static Path checkpoint(Path run) throws IOException {
    try (Stream<Path> all = Files.list(run.resolve("checkpoints"))) {
      return all.filter(Files::isDirectory).findFirst().orElseThrow().resolve("state.safetensors");
    }
  }
}
