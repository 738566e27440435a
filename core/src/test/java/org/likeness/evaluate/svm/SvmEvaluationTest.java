package org.likeness.evaluate.svm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.contract.KnowingEmbedder;
import org.likeness.contract.KnownImages;
import org.likeness.data.Dataset;
import org.likeness.data.LoadedDataset;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.PartVectors;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subject;
import org.likeness.evaluate.TotalProgress;
import org.likeness.features.Embedder;
import org.likeness.features.Encoders;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
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
    return subject(bank, test, PartVectors.COMPUTED);
  }

  private static Subject subject(Dataset bank, Dataset test, PartVectors source) {
    return new Subject(
        new NetworkEmbedder(Encoders.small(), FeatureKind.HEAD),
        Parts.of(bank, test),
        new RandomSource(0),
        LoaderOptions.everyImage(8).withWorkers(1),
        "last",
        FeatureProgress.NONE,
        source);
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
              "The support vector machines need about 1 MB of memory, 1 MB of it in Java's heap.");
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

  /** Equal to those of a pass of its own, which a stage of the network needs. */
  @Test
  void theEmbeddingsOfOtherEvaluationsAreUsed() {
    AtomicInteger loads = new AtomicInteger();
    Dataset counted =
        new LoadedDataset(
            IMAGES,
            (image, id) -> {
              loads.incrementAndGet();
              return image;
            });
    Dataset bank = new Subset(counted, IntStream.range(0, 30).toArray(), "bank");
    Dataset test = new Subset(counted, IntStream.range(30, 40).toArray(), "test");
    JsonNode own = rows(options(List.of("conv1", "embedding", "backbone"), 16, 0, 1.0), bank, test);
    assertThat(loads).hasValue(40);
    List<String> asked = new ArrayList<>();
    PartVectors source =
        (embedder, images, loading, progress) -> {
          asked.add(embedder.kind().label() + " " + images.name());
          return PartVectors.COMPUTED.of(embedder, images, loading, progress);
        };
    SvmOptions layers = options(List.of("embedding", "backbone"), 16, 0, 1.0);
    try (Subject subject = subject(bank, test, source)) {
      subject.vectors(Part.BANK);
      subject.vectors(Part.TEST);
      loads.set(0);
      SvmOptions embedding = options(List.of("embedding"), 16, 0, 1.0);
      JsonNode alone = SvmEvaluation.entry().evaluate(embedding, subject).json().path("rows");
      assertThat(loads).as("embeddings are there").hasValue(0);
      JsonNode both = SvmEvaluation.entry().evaluate(layers, subject).json().path("rows");
      assertThat(alone.path(0)).isEqualTo(own.path(1));
      assertThat(both.path(0)).isEqualTo(own.path(1));
      assertThat(both.path(1)).isEqualTo(own.path(2));
    }
    assertThat(asked).containsExactly("head bank", "head test", "backbone bank", "backbone test");
  }

  /** A bar counts the images of each pass, and the training images once for each layer. */
  @Test
  void progressCountsWhatIsDone() {
    Parts parts = Parts.of(range(0, 30), range(30, 40));
    for (int rows : new int[] {0, 12}) {
      SvmOptions options = options(List.of("embedding", "backbone"), 16, rows, 1.0);
      AtomicLong most = new AtomicLong();
      SvmEvaluation evaluation = new SvmEvaluation(options);
      long all = evaluation.further(parts, FeatureKind.HEAD);
      for (Part part : evaluation.parts(parts)) {
        all += parts.of(part).size();
      }
      TotalProgress total =
          new TotalProgress(
              (done, of) -> {
                most.set(done);
                return true;
              },
              Integer.MAX_VALUE);
      try (Subject subject =
          new Subject(
              new NetworkEmbedder(Encoders.small(), FeatureKind.HEAD),
              parts,
              new RandomSource(0),
              LoaderOptions.everyImage(8).withWorkers(1),
              "last",
              total)) {
        evaluation.evaluate(subject);
      }
      assertThat(most).hasValue(all);
    }
  }

  private static JsonNode rows(SvmOptions options, Dataset bank, Dataset test) {
    try (Subject subject = subject(bank, test)) {
      return SvmEvaluation.entry().evaluate(options, subject).json().path("rows");
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

  private static Subject subject(KnownImages images, int width, Parts parts, IntConsumer seen) {
    return new Subject(
        new KnowingEmbedder(
            images,
            false,
            width,
            number -> {
              seen.accept(number);
              float[] vector = new float[width];
              vector[0] = number < 30 ? number % 3 : number == 33 ? 0.4f : 0;
              return vector;
            }),
        parts,
        new RandomSource(0),
        LoaderOptions.everyImage(16).withWorkers(1),
        "last",
        FeatureProgress.NONE);
  }

  /**
   * One number tells the classes apart, beside 99 that are constant: ten images of the first class
   * have 0, three of the second 1. The least C has weights of almost nothing, and all images are of
   * the more frequent class; the others have the boundary at one half. The test images, 0.4 and 0,
   * would be on both sides of it by their own mean, or without the division by the root of 100.
   */
  @Test
  void cIsChosenByCrossValidationAndTestImagesAreScaledAsTheTrainingImages() {
    KnownImages images = new KnownImages(40, true);
    Parts parts =
        Parts.of(
            new Subset(images, new int[] {0, 1, 3, 4, 6, 7, 9, 12, 15, 18, 21, 24, 27}, "bank"),
            new Subset(images, new int[] {30, 33}, "test"));
    SvmOptions options =
        new SvmOptions(List.of("embedding"), 16, 0, List.of(1e-6, 100.0, 1000.0), 3);
    try (Subject subject = subject(images, 100, parts, number -> {})) {
      JsonNode row = SvmEvaluation.entry().evaluate(options, subject).json().path("rows").path(0);
      assertThat(row.path("c").doubleValue()).as("the first of the best").isEqualTo(100);
      assertThat(row.path("c_accuracy").doubleValue()).isEqualTo(1);
      assertThat(row.path("accuracy").doubleValue()).isEqualTo(1);
      assertThat(row.path("numbers").intValue()).isEqualTo(100);
    }
    SvmOptions least = new SvmOptions(List.of("embedding"), 16, 0, List.of(1e-6, 2e-6), 3);
    try (Subject subject = subject(images, 100, parts, number -> {})) {
      JsonNode row = SvmEvaluation.entry().evaluate(least, subject).json().path("rows").path(0);
      assertThat(row.path("c").doubleValue()).isEqualTo(1e-6);
      assertThat(row.path("c_accuracy").doubleValue()).isEqualTo(10 / 13.0);
    }
  }

  /** Six images of the first class and two of the second; four are drawn. */
  @Test
  void equallyManyOfEachClassAreDrawn() {
    KnownImages images = new KnownImages(40, true);
    Parts parts =
        Parts.of(
            new Subset(images, new int[] {0, 3, 6, 9, 12, 15, 19, 22}, "bank"),
            new Subset(images, new int[] {30, 33}, "test"));
    List<Integer> seen = new ArrayList<>();
    try (Subject subject = subject(images, 2, parts, seen::add)) {
      SvmOptions four = new SvmOptions(List.of("embedding"), 16, 4, List.of(1.0), 2);
      Report report = SvmEvaluation.entry().evaluate(four, subject);
      assertThat(report.protocol()).contains("bank bank (4 images of 8, balanced");
    }
    assertThat(seen).hasSize(6).doesNotHaveDuplicates().contains(19, 22, 30, 33);
  }

  /** Four bytes for each of 192 numbers, three times, and 32 bytes for each in Java's heap. */
  @Test
  void memoryByHand() {
    LayerEmbedder layers =
        LayerEmbedder.of(new PixelEmbedder(Encoders.INPUTS), List.of("conv1"), 64);
    SvmMemory memory = SvmMemory.of(layers, 1_000_000, Parts.of(range(0, 30), range(30, 40)));
    assertThat(memory.vectors()).isEqualTo(4.0 * 1_000_010 * 192 * 3);
    assertThat(memory.rows()).isEqualTo(1_000_000.0 * 192 * 32);
    assertThat(memory.sentence())
        .isEqualTo(
            "The support vector machines need about 8.4 GB of memory, 6.1 GB of it in Java's heap.");
  }

  /** Of the classes 0 and 2, whose numbers are equal modulo the two parts: each has one of them. */
  @Test
  void twoImagesAreInDifferentParts() {
    KnownImages images = new KnownImages(40, true);
    Parts parts =
        Parts.of(
            new Subset(images, new int[] {0, 2}, "bank"),
            new Subset(images, new int[] {3, 5}, "test"));
    SvmOptions options = new SvmOptions(List.of("embedding"), 16, 0, List.of(1.0, 10.0), 2);
    try (Subject subject = subject(images, 2, parts, number -> {})) {
      JsonNode row = SvmEvaluation.entry().evaluate(options, subject).json().path("rows").path(0);
      assertThat(row.path("accuracy").doubleValue()).isEqualTo(1);
      assertThat(row.path("c_accuracy").doubleValue()).as("of a class not learned").isZero();
    }
  }

  @Test
  void oneDrawnImageIsASentence() {
    try (Subject subject = subject(range(0, 30), range(30, 40))) {
      SvmOptions one = options(List.of("conv1"), 16, 1, 0.1, 1.0);
      assertThatThrownBy(() -> SvmEvaluation.entry().evaluate(one, subject))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "SVM accuracy needs training images of at least 2 classes but those used of some, 1 of 30, have one: raise rows, or use more images");
    }
  }
}
