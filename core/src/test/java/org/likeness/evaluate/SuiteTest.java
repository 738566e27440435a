package org.likeness.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.contract.KnowingEmbedder;
import org.likeness.contract.KnownImages;
import org.likeness.data.SkippedImage;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.evaluations.Evaluations;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.PixelEmbedder;
import org.likeness.features.SmallImages;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Torch;

final class SuiteTest {
  private final KnownImages images = new KnownImages(30, true);
  private final Map<Integer, Integer> looks = new HashMap<>();
  private final Embedder embedder =
      new KnowingEmbedder(
          images,
          false,
          3,
          number -> {
            looks.merge(number, 1, Integer::sum);
            return new float[] {1, number, number * number};
          });

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private Embedder network(FeatureKind kind) {
    assertThat(kind).isNotEqualTo(FeatureKind.PIXELS);
    return embedder;
  }

  private Suite suite(boolean labels, String... names) {
    KnownImages others = labels ? images : new KnownImages(30, false);
    return suite(new Parts(some(others, 0, 10), some(others, 10, 15), some(others, 15, 30)), names);
  }

  private static Suite suite(Parts parts, String... names) {
    List<BoundEvaluation> evaluations =
        List.of(names).stream()
            .map(Evaluations::named)
            .map(entry -> new BoundEvaluation(entry, entry.defaults()))
            .toList();
    return new Suite(
        evaluations, parts, new RandomSource(0), LoaderOptions.everyImage(4).withWorkers(1));
  }

  private static Subset some(KnownImages images, int from, int to) {
    return new Subset(images, IntStream.range(from, to).toArray(), from + " to " + to);
  }

  @Test
  void vectorsAreComputedOnceForAllEvaluations() {
    Suite suite = suite(true, "spread", "knn", "copies");
    try (Subjects subjects = suite.subjects(this::network, "last", FeatureProgress.NONE)) {
      assertThat(suite.measure(subjects))
          .extracting(result -> result.report().evaluation())
          .containsExactly("spread", "knn", "copies");
      // A test image is looked at once, and once more as an altered copy.
      IntStream.range(0, 15).forEach(i -> assertThat(looks).containsEntry(i, 1));
      IntStream.range(15, 30).forEach(i -> assertThat(looks).containsEntry(i, 2));
      assertThat(suite.images(this::network)).isEqualTo(10 + 5 + 2 * 15);
    }
  }

  @Test
  void anImageThatCannotBeDecodedIsNamedByItsSubject() {
    Subset broken =
        new Subset(new SmallImages(40, true, 7), IntStream.range(0, 40).toArray(), "broken");
    FeatureProgress heard = (done, total) -> true;
    LoaderOptions loading = LoaderOptions.everyImage(4).withWorkers(1);
    Embedder pixels = new PixelEmbedder(embedder.preprocessing());
    try (Subject subject =
        new Subject(
            pixels, Parts.of(broken, broken), new RandomSource(0), loading, "none", heard)) {
      assertThat(subject.progress()).isSameAs(heard);
      assertThat(subject.loading()).isSameAs(loading);
      assertThat(subject.vectors(Part.TEST).size()).isEqualTo(39);
      assertThat(subject.skipped(Part.TEST))
          .extracting(SkippedImage::reason)
          .containsExactly("7 is broken");
    }
  }

  @Test
  void vectorsOutliveTheScopeInWhichTheyWereAskedFor() {
    Suite suite = suite(true, "spread");
    try (Subjects subjects = suite.subjects(this::network, "last", FeatureProgress.NONE)) {
      Subject subject = subjects.of(FeatureKind.HEAD);
      Tensor inside;
      try (Scope scope = Scope.open()) {
        inside = subject.vectors(Part.TEST).matrix();
      }
      assertThat(inside.isNull()).isFalse();
      assertThat(inside.size(0)).isEqualTo(15);
      assertThat(subject.vectors(Part.TEST).matrix()).isSameAs(inside);
      assertThat(subject.skipped(Part.TEST)).isEmpty();
      assertThat(subject.skipped(Part.BANK)).isEmpty();
      subjects.close();
      assertThat(inside.isNull()).isTrue();
      assertThat(subject.vectors(Part.TEST).matrix().isNull()).as("computed anew").isFalse();
      assertThat(subjects.of(FeatureKind.HEAD)).isNotSameAs(subject);
    }
  }

  @Test
  void whatNeedsLabelsIsLeftOutWithoutThem() {
    assertThat(suite(false, "knn").isEmpty()).isTrue();
    assertThat(suite(false, "knn", "copies").images(this::network)).isEqualTo(2 * 15);
    assertThat(suite(true, "knn").isEmpty()).isFalse();
  }

  @Test
  void whatRefusesTheImagesEndsAMeasurementUnlessItMayBeLeftOut() {
    Parts one = new Parts(some(images, 0, 10), some(images, 10, 15), some(images, 15, 16));
    Suite suite = suite(one, "copies", "knn", "spread");
    String sentence =
        "spread needs at least 2 images but 15 to 16 has 1: use a folder with more images";
    assertThatThrownBy(() -> suite(one, "knn", "spread").require("monitor.evaluations"))
        .isInstanceOf(InputException.class)
        .hasMessage(sentence + ", or leave spread out of monitor.evaluations");
    suite(one, "knn").require("monitor.evaluations");
    assertThat(suite.parts()).isSameAs(one);
    try (Subjects subjects = suite.subjects(this::network, "last", FeatureProgress.NONE)) {
      assertThatThrownBy(() -> suite(one, "knn", "spread").measure(subjects))
          .isInstanceOf(InputException.class)
          .hasMessage(sentence);
      Map<String, String> refused = new HashMap<>();
      for (int i = 0; i < 2; i++) {
        assertThat(
                suite.measure(
                    subjects,
                    (entry, refusal) ->
                        assertThat(refused.put(entry.name(), refusal.getMessage())).isNull()))
            .extracting(result -> result.entry().name())
            .containsExactly("knn");
      }
      assertThat(refused).containsOnlyKeys("copies", "spread").containsEntry("spread", sentence);
    }
  }

  @Test
  void itSaysWhichVectorsItAsksFor() {
    assertThat(suite(true, "copies").asks(this::network, FeatureKind.HEAD, Part.TEST)).isTrue();
    assertThat(suite(true, "copies").asks(this::network, FeatureKind.HEAD, Part.BANK)).isFalse();
    assertThat(suite(true, "knn").asks(this::network, FeatureKind.BACKBONE, Part.BANK))
        .as("one embedder for both kinds")
        .isTrue();
    Embedder other = new KnowingEmbedder(images, false, 1, number -> new float[1]);
    assertThat(
            suite(true, "knn")
                .asks(
                    kind -> kind == FeatureKind.HEAD ? embedder : other,
                    FeatureKind.BACKBONE,
                    Part.BANK))
        .as("an embedder for each kind")
        .isFalse();
  }
}
