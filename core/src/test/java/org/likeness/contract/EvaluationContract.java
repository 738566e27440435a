package org.likeness.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.bytedeco.javacpp.Pointer;
import org.likeness.data.Dataset;
import org.likeness.data.Subset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Score;
import org.likeness.evaluate.Subject;
import org.likeness.evaluate.Subjects;
import org.likeness.evaluate.Suite;
import org.likeness.evaluate.TotalProgress;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;
import org.likeness.option.OptionRecords;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Sections;
import org.likeness.torch.LivePointers;

/**
 * What every evaluation keeps to. {@link #check} runs all of it, for an evaluation that is not in
 * the list.
 */
public final class EvaluationContract {
  private static final int IMAGES = 150;
  private static final int BANK = 60;
  private static final int VALIDATION = 30;

  /** Standard deviations that a share of random hits may be away from chance. */
  private static final double DEVIATIONS = 4;

  private static final LoaderOptions LOADING = LoaderOptions.everyImage(16).withWorkers(1);

  private EvaluationContract() {}

  /** All of the contract. */
  public static void check(EvaluationEntry<?> entry) {
    check(entry, 0);
  }

  /**
   * All of the contract, for an evaluation that builds heads and optimizers.
   *
   * @param handles native objects that their making leaves to the garbage collector, since they are
   *     built outside any scope; as many however long they are trained
   */
  public static void check(EvaluationEntry<?> entry, int handles) {
    isDescribed(entry);
    perfectScoresMostAndRandomChance(entry);
    isReadFromItsJsonAlone(entry);
    refusesImagesWithoutLabelsWhereItNeedsThem(entry);
    equalSeedsGiveEqualReports(entry);
    refusesVectorsThatAreNotFinite(entry);
    degenerateImagesHaveAReportOrASentence(entry);
    progressReachesTheTotalAndMayCancel(entry);
    leavesNoTensorsBehind(entry, handles);
  }

  /** Name, words and options are such that recipe, command line and messages can use them. */
  public static void isDescribed(EvaluationEntry<?> entry) {
    assertThat(entry.name()).matches("[a-z][a-z0-9-]*");
    assertThat(entry.title()).isNotBlank().doesNotEndWith(".");
    assertThat(entry.description()).hasLineCount(1).doesNotEndWith(".");
    for (Record options : List.of(entry.defaults(), entry.monitorDefaults())) {
      assertThat(entry.create(options)).isNotNull();
      assertThat(OptionRecords.defaults(options.getClass()))
          .as("the defaults that the annotations of %s's options state", entry.name())
          .isEqualTo(options);
      if (options.getClass().getRecordComponents().length > 0) {
        Sections sections = new Sections().section(entry.name(), options);
        String yaml = Recipe.empty("nothing").resolve(sections).toYaml();
        Record read = Recipe.parse(yaml, "again").bind(entry.name(), options);
        assertThat(read).isEqualTo(options);
      }
    }
    record Others() {}
    assertThatThrownBy(() -> entry.create(new Others()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(entry.name() + " takes ");
  }

  /** Unless the entry states that there is no score. */
  public static void perfectScoresMostAndRandomChance(EvaluationEntry<?> entry) {
    KnownImages images = new KnownImages(IMAGES, true);
    Report perfect = report(entry, KnowingEmbedder.perfect(images), parts(images), 0);
    Optional<Score> score = entry.reader().score(perfect);
    assertThat(score.isPresent())
        .as("%s has a score; withoutScore() states that there is none", entry.name())
        .isEqualTo(entry.scored());
    if (score.isEmpty()) {
      return;
    }
    assertThat(score.get().value()).isEqualTo(score.get().most(), within(1e-6));
    Report random = report(entry, KnowingEmbedder.random(images), parts(images), 0);
    Score low = entry.reader().score(random).orElseThrow();
    double chance = low.chance() / low.most();
    double deviation = Math.sqrt(chance * (1 - chance) / random.images());
    assertThat(low.value() / low.most())
        .as("%s of random vectors, chance is %s", entry.title(), low.chance())
        .isEqualTo(chance, within(DEVIATIONS * deviation));
    assertThat(low.value()).isLessThan(score.get().value());
  }

  /** A report that was written and read shows the same as a new one. */
  public static void isReadFromItsJsonAlone(EvaluationEntry<?> entry) {
    KnownImages images = new KnownImages(IMAGES, true);
    Report report = report(entry, KnowingEmbedder.random(images), parts(images), 0);
    assertThat(report.evaluation()).isEqualTo(entry.name());
    assertThat(report.images()).isBetween(1, IMAGES - BANK - VALIDATION);
    assertThat(report.protocol()).isNotBlank().doesNotEndWith(".");
    assertThat(entry.reader().column(report)).doesNotContainKey("name");
    ReaderContract.check(entry.reader(), report, NamedImages.of(images));
  }

  /** In one sentence that says how labels are given, before an image is decoded. */
  public static void refusesImagesWithoutLabelsWhereItNeedsThem(EvaluationEntry<?> entry) {
    KnownImages images = new KnownImages(IMAGES, false);
    Parts parts = parts(images);
    assertThat(entry.suits(parts)).isEqualTo(!entry.needsLabels());
    if (entry.needsLabels()) {
      for (ThrowingReport refused :
          List.<ThrowingReport>of(
              () -> entry.require(parts),
              () -> report(entry, KnowingEmbedder.perfect(images), parts, 0))) {
        assertThatThrownBy(refused::run)
            .isInstanceOf(InputException.class)
            .message()
            .startsWith(entry.title() + " needs the class of every image, but ")
            .contains("one folder per class", "a CSV file with the columns path and label")
            .hasLineCount(1);
      }
      assertThat(images.take()).isEmpty();
    } else {
      assertThat(report(entry, KnowingEmbedder.perfect(images), parts, 0).images()).isPositive();
    }
  }

  private interface ThrowingReport {
    void run();
  }

  /** Everything that is drawn comes from the subject's random source. */
  public static void equalSeedsGiveEqualReports(EvaluationEntry<?> entry) {
    KnownImages images = new KnownImages(IMAGES, true);
    Report first = report(entry, KnowingEmbedder.random(images), parts(images), 7);
    assertThat(report(entry, KnowingEmbedder.random(images), parts(images), 7)).isEqualTo(first);
  }

  /** Also where it is one of training, validation or test, of those that the evaluation uses. */
  public static void refusesVectorsThatAreNotFinite(EvaluationEntry<?> entry) {
    KnownImages images = new KnownImages(IMAGES, true);
    for (int broken : new int[] {3, BANK + 3, IMAGES - 3}) {
      boolean[] used = {false};
      Embedder embedder =
          new KnowingEmbedder(
              images,
              false,
              KnownImages.CLASSES,
              number -> {
                used[0] |= number == broken;
                float[] vector = new float[KnownImages.CLASSES];
                vector[number % KnownImages.CLASSES] = number == broken ? Float.NaN : 1;
                return vector;
              });
      Throwable refusal = catchThrowable(() -> report(entry, embedder, parts(images), 0));
      if (used[0]) {
        assertThat(refusal)
            .as("%s, image %d", entry.name(), broken)
            .isInstanceOf(RunException.class)
            .hasMessageContaining(" are not all finite, so nothing can be measured with them");
      } else {
        assertThat(refusal).as("%s, image %d", entry.name(), broken).isNull();
      }
    }
  }

  /** Few images, classes or directions give a report of finite numbers, or one sentence. */
  public static void degenerateImagesHaveAReportOrASentence(EvaluationEntry<?> entry) {
    IntPredicate all = number -> true;
    IntPredicate one = number -> number % KnownImages.CLASSES == 0;
    IntPredicate two = number -> number % KnownImages.CLASSES < 2;
    degenerate(entry, "one class", one, one, false);
    degenerate(entry, "a class with one image", two.or(number -> number == 2), all, false);
    degenerate(entry, "a class that was never learned from", two, all, false);
    degenerate(entry, "a bank of four images", number -> number < 4, all, false);
    degenerate(entry, "one test image", all, number -> number == IMAGES - 1, false);
    degenerate(entry, "equal vectors", all, all, true);
  }

  private static void degenerate(
      EvaluationEntry<?> entry,
      String what,
      IntPredicate known,
      IntPredicate asked,
      boolean equal) {
    KnownImages images = new KnownImages(IMAGES, true);
    Parts parts =
        new Parts(
            some(images, 0, BANK, known, "bank"),
            some(images, BANK, BANK + VALIDATION, known, "validation"),
            some(images, BANK + VALIDATION, IMAGES, asked, "test"));
    Embedder embedder =
        equal
            ? new KnowingEmbedder(images, false, 2, number -> new float[] {1, 1})
            : KnowingEmbedder.random(images);
    Report report;
    try {
      entry.require(parts);
      report = report(entry, embedder, parts, 0);
    } catch (InputException e) {
      assertThat(e.getMessage()).as("%s: %s", entry.name(), what).hasLineCount(1).isNotBlank();
      return;
    }
    assertThat(notFinite(report.json())).as("%s: %s", entry.name(), what).isEmpty();
    assertThat(entry.reader().table(report)).as("%s: %s", entry.name(), what).isNotEmpty();
    entry.reader().figure(report, NamedImages.of(images)).ifPresent(Figures::svg);
  }

  /** Numbers in the JSON that are none, and texts that stand for them. */
  private static List<String> notFinite(JsonNode json) {
    if (json.isContainerNode()) {
      return StreamSupport.stream(json.spliterator(), false)
          .flatMap(each -> notFinite(each).stream())
          .toList();
    }
    boolean number = json.isNumber() && Double.isFinite(json.doubleValue());
    boolean text = json.isTextual() && !json.textValue().matches("NaN|-?Infinity");
    return number || text || json.isBoolean() || json.isNull() ? List.of() : List.of(json.asText());
  }

  /** What the evaluation says that it looks at is what it looks at. */
  public static void progressReachesTheTotalAndMayCancel(EvaluationEntry<?> entry) {
    KnownImages images = new KnownImages(IMAGES, true);
    Function<FeatureKind, Embedder> embedders = kind -> KnowingEmbedder.perfect(images);
    Suite suite =
        new Suite(
            List.of(new BoundEvaluation(entry, entry.defaults())),
            parts(images),
            new RandomSource(0),
            LOADING);
    long total = suite.images(embedders);
    List<Integer> heard = new ArrayList<>();
    measure(suite, embedders, total, (done, all) -> heard.add(done));
    assertThat(heard).isSorted();
    assertThat(heard.get(heard.size() - 1)).isEqualTo(Math.toIntExact(total));
    int half = heard.get(heard.size() / 2);
    List<Integer> cut = new ArrayList<>();
    assertThatThrownBy(
            () -> measure(suite, embedders, total, (done, all) -> cut.add(done) && done < half))
        .isInstanceOf(CancellationException.class);
    assertThat(cut.get(cut.size() - 1)).isEqualTo(half);
  }

  private static void measure(
      Suite suite,
      Function<FeatureKind, Embedder> embedders,
      long total,
      BiPredicate<Integer, Integer> heard) {
    try (Subjects subjects =
        suite.subjects(embedders, "last", new TotalProgress(heard::test, total))) {
      assertThat(suite.measure(subjects)).hasSize(1);
    }
  }

  /** What an evaluation and its subject made is freed with them. */
  public static void leavesNoTensorsBehind(EvaluationEntry<?> entry, int handles) {
    KnownImages images = new KnownImages(IMAGES, true);
    report(entry, KnowingEmbedder.perfect(images), parts(images), 0);
    long before = LivePointers.settled();
    report(entry, KnowingEmbedder.perfect(images), parts(images), 0);
    assertThat(Pointer.totalCount()).isLessThanOrEqualTo(before + handles);
    assertThat(LivePointers.settled()).isLessThanOrEqualTo(before);
  }

  private static Parts parts(KnownImages images) {
    return new Parts(
        some(images, 0, BANK, "bank"),
        some(images, BANK, BANK + VALIDATION, "validation"),
        some(images, BANK + VALIDATION, IMAGES, "test"));
  }

  private static Dataset some(KnownImages images, int from, int to, String name) {
    return some(images, from, to, number -> true, name);
  }

  private static Dataset some(
      KnownImages images, int from, int to, IntPredicate which, String name) {
    return new Subset(images, IntStream.range(from, to).filter(which).toArray(), name);
  }

  private static Report report(
      EvaluationEntry<?> entry, Embedder embedder, Parts parts, long seed) {
    try (Subject subject =
        new Subject(
            embedder, parts, new RandomSource(seed), LOADING, "last", FeatureProgress.NONE)) {
      return entry.evaluate(subject);
    }
  }
}
