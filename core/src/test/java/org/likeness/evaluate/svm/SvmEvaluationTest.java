package org.likeness.evaluate.svm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.contract.KnownImages;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.features.Embedder;
import org.likeness.features.Encoders;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.SmallImages;
import org.likeness.random.RandomSource;
import org.likeness.torch.Torch;

final class SvmEvaluationTest {
  private static final SmallImages IMAGES = new SmallImages(40, true);

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static SvmOptions options(List<String> layers, int numbers, int rows, Double... c) {
    return new SvmOptions(layers, numbers, rows, List.of(c), 2);
  }

  private static Dataset some(int... indices) {
    return new Subset(IMAGES, indices, "some");
  }

  private static Subject subject(Dataset bank, Dataset test) {
    return new Subject(
        new NetworkEmbedder(Encoders.small(), FeatureKind.HEAD),
        Parts.of(bank, test),
        new RandomSource(0),
        LoaderOptions.everyImage(8).withWorkers(1),
        "last",
        FeatureProgress.NONE);
  }

  private static Dataset range(int from, int to) {
    return some(IntStream.range(from, to).toArray());
  }

  @Test
  void hasARowForEachLayerAndClassesOfTheSubjectsFeatures() {
    SvmOptions options = options(List.of("conv1", "embedding", "backbone"), 16, 12, 0.1, 1.0);
    try (Subject subject = subject(range(0, 30), range(30, 40))) {
      assertThat(SvmEvaluation.entry().announcement(options, subject))
          .hasValue(
              "The support vector machines need about 0.0 GB of memory, 0.0 GB of it in Java's heap.");
      Report report = SvmEvaluation.entry().evaluate(options, subject);
      assertThat(report.images()).isEqualTo(10);
      assertThat(report.json().path("main").textValue()).isEqualTo("embedding");
      JsonNode rows = report.json().path("rows");
      assertThat(rows.findValuesAsText("layer")).containsExactly("conv1", "embedding", "backbone");
      assertThat(rows.findValuesAsText("numbers")).containsExactly("16", "6", "32");
      assertThat(rows.path(0).has("per_class")).isFalse();
      assertThat(rows.path(1).path("per_class")).hasSize(3);
      assertThat(rows.path(1).path("c").doubleValue()).isIn(0.1, 1.0);
      assertThat(report.protocol()).contains("bank some (12 images of 30, balanced");
    }
  }

  @Test
  void aTestClassThatTheBankLacksIsNeverRight() {
    Dataset bank = some(0, 1, 3, 4, 6, 7, 9, 10); // classes 0 and 1
    SvmOptions options = options(List.of("embedding"), 16, 0, 1.0);
    try (Subject subject = subject(bank, some(2, 5, 8))) {
      JsonNode row = SvmEvaluation.entry().evaluate(options, subject).json().path("rows").path(0);
      assertThat(row.path("accuracy").doubleValue()).isZero();
      assertThat(row.path("classes").intValue()).isEqualTo(2);
      assertThat(row.path("per_class").path(0).path("class").textValue())
          .isEqualTo(IMAGES.classNames().get(2));
    }
  }

  /** With two parts it is in one of them, and the machine of the other has no row of its class. */
  @Test
  void aClassWithOneImageIsLearned() {
    Dataset bank = some(0, 3, 6, 9, 1, 4, 7, 10, 2);
    SvmOptions options = options(List.of("conv1"), 256, 0, 1.0, 10.0);
    try (Subject subject = subject(bank, bank)) {
      JsonNode row = SvmEvaluation.entry().evaluate(options, subject).json().path("rows").path(0);
      assertThat(row.path("accuracy").doubleValue()).isEqualTo(1);
    }
  }

  @Test
  void oneClassIsRefused() {
    Parts parts = Parts.of(some(0, 3, 6), some(9, 12));
    assertThatThrownBy(() -> SvmEvaluation.entry().require(parts))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "SVM accuracy needs training images of at least 2 classes but some has 1: use data with more classes");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> new SvmMemory(1e15, 1).require())
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("svm needs 1,000,000.0 GB of memory but this machine has ");
    assertThatThrownBy(() -> new SvmMemory(0, Runtime.getRuntime().maxMemory() * 1.001).require())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("of Java's heap but it has");
  }

  /** Before a network is trained: by its architecture and the number of images. */
  @Test
  void manyImagesAreRefusedBeforeTraining() {
    Dataset many = new KnownImages(2_000_000_000, true);
    SvmOptions all = options(List.of("embedding"), 2048, 0, 1.0);
    Supplier<Embedder> embedder = () -> new NetworkEmbedder(Encoders.small(), FeatureKind.HEAD);
    assertThatThrownBy(
            () -> SvmEvaluation.entry().requireMemory(all, Parts.of(many, many), embedder))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("svm needs ");
    SvmOptions some = options(List.of("embedding"), 2048, 3000, 1.0);
    SvmEvaluation.entry().requireMemory(some, Parts.of(many, range(0, 10)), embedder);
  }

  @Test
  void optionsAreChecked() {
    assertThatThrownBy(() -> options(List.of("conv1"), 16, 0, 1.0, 0.1))
        .hasMessage("c must be ascending but is [1.0, 0.1]");
    assertThatThrownBy(() -> options(List.of("conv1", "conv1"), 16, 0, 1.0))
        .hasMessage("layers must differ but conv1 is named twice");
  }
}
