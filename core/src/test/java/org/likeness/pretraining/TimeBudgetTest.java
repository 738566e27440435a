package org.likeness.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.Pretraining;
import org.likeness.TinyFolder;
import org.likeness.data.CachedDataset;
import org.likeness.data.Dataset;
import org.likeness.data.source.Datasets;
import org.likeness.error.InputException;
import org.likeness.recipe.Recipe;
import org.likeness.recipe.Recipes;
import org.likeness.torch.Torch;

final class TimeBudgetTest {
  private static final TimeBudget TEN_MINUTES = new TimeBudget(Duration.ofMinutes(10));
  private static final Recipe NOTHING = Recipe.empty("given");

  @BeforeAll
  static void loadTorch() {
    Torch.require();
  }

  private static TimeBudget.Candidate candidate(int width) {
    return new TimeBudget.Candidate(
        Recipes.named("small").with("backbone.width", width),
        width == 24 ? Optional.empty() : Optional.of("Network of width " + width));
  }

  private static BudgetTrial.Times times(double epoch) {
    return new BudgetTrial.Times(epoch, 2, 4, 8);
  }

  private static int epochs(TimeBudget.Fit fit) {
    return PretrainRecipe.of(fit.recipe()).train().epochs();
  }

  /** 4 s of decoding in the first epoch: (600 - 8 - 4 - 8) / 12 = 48.3. */
  @Test
  void asManyEpochsAsThereIsRoomFor() {
    TimeBudget.Fit fit =
        TEN_MINUTES.fit(List.of(candidate(24), candidate(16)), each -> times(10), () -> 8);
    assertThat(epochs(fit)).isEqualTo(48);
    assertThat(fit.reasons())
        .containsExactly(
            "Budget of 10 min: 48 epochs, each about 10 s of training and 2.0 s of measuring, then 8.0 s for the measurement at the end");
  }

  @Test
  void aNarrowerNetworkIsTakenWhereEpochsWouldBeTooFew() {
    Map<Integer, Double> seconds = Map.of(24, 98.0, 16, 38.0);
    TimeBudget.Fit fit =
        TEN_MINUTES.fit(
            List.of(candidate(24), candidate(16)),
            each -> times(seconds.get(PretrainRecipe.of(each.recipe()).backbone().width())),
            () -> 10);
    assertThat(epochs(fit)).isEqualTo(14);
    assertThat(PretrainRecipe.of(fit.recipe()).backbone().width()).isEqualTo(16);
    assertThat(fit.reasons())
        .startsWith(
            "The recipe's network and views have room for only 5 epochs", "Network of width 16");
  }

  /** A third of the time has passed, and the first network has room for two epochs. */
  @Test
  void trialsEndWhereTheyTookAQuarterOfTheBudget() {
    List<TimeBudget.Candidate> both = List.of(candidate(24), candidate(16));
    TimeBudget.Fit fit = TEN_MINUTES.fit(both, each -> times(178), () -> 200);
    assertThat(epochs(fit)).isEqualTo(2);
    assertThat(PretrainRecipe.of(fit.recipe()).backbone().width()).isEqualTo(24);
    assertThat(fit.reasons()).last().asString().contains("little training");
    TimeBudget.Fit none =
        TEN_MINUTES.fit(
            both,
            each -> times(PretrainRecipe.of(each.recipe()).backbone().width() == 24 ? 500 : 30),
            () -> 200);
    assertThat(PretrainRecipe.of(none.recipe()).backbone().width())
        .as("not even one epoch of the first")
        .isEqualTo(16);
  }

  @Test
  void theSmallestNetworkIsTakenEvenWithFewEpochsAndSaysSo() {
    TimeBudget.Fit fit = TEN_MINUTES.fit(List.of(candidate(24)), each -> times(98), () -> 10);
    assertThat(epochs(fit)).isEqualTo(5);
    assertThat(fit.reasons().get(fit.reasons().size() - 1)).contains("little training");
  }

  @Test
  void lessThanAnEpochIsRefusedWithTheLeastThatWouldDo() {
    assertThatThrownBy(() -> TEN_MINUTES.fit(List.of(candidate(24)), each -> times(1198), () -> 10))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "a budget of 10 min is too short: trying steps took 10 s of it, one epoch takes about 20 min, and the measurement at the end 8.0 s; give at least 21 min");
  }

  @Test
  void lessThanAMinuteIsRefused() {
    assertThatThrownBy(() -> new TimeBudget(Duration.ofSeconds(59)))
        .isInstanceOf(InputException.class)
        .hasMessage("a budget must be at least 60 s but is 59 s");
  }

  /**
   * (600 - 10 - 12) / 57.8 = 10, and with a second less of room 9.98, which leaves a tenth of the
   * time: a tenth epoch ends after 601 s. Nine epochs of 60 s leave less.
   */
  @Test
  void tenEpochsAreEnough() {
    List<TimeBudget.Candidate> both = List.of(candidate(24), candidate(16));
    TimeBudget.Fit fit = TEN_MINUTES.fit(both, each -> times(55.8), () -> 10);
    assertThat(epochs(fit)).isEqualTo(10);
    assertThat(fit.reasons()).hasSize(1);
    assertThat(PretrainRecipe.of(fit.recipe()).backbone().width()).isEqualTo(24);
    assertThat(epochs(TEN_MINUTES.fit(both, each -> times(55.8), () -> 11))).isEqualTo(10);
    TimeBudget.Fit narrow = TEN_MINUTES.fit(both, each -> times(58), () -> 10);
    assertThat(PretrainRecipe.of(narrow.recipe()).backbone().width()).isEqualTo(16);
  }

  /** Whatever an epoch takes, where ten or more fit. */
  @Test
  void thePlanEndsWithinATenthOfTheBudget() {
    for (double epoch = 0.5; epoch < 57; epoch += 0.25) {
      double seconds = epoch;
      TimeBudget.Fit fit = TEN_MINUTES.fit(List.of(candidate(24)), each -> times(seconds), () -> 8);
      double end = 8 + 12 + epochs(fit) * (epoch + 2);
      assertThat(end).as("epochs of %s s", epoch).isBetween(540.0, 620.0);
    }
  }

  private static List<String> offered(Recipe recipe) {
    return TimeBudget.candidates(recipe, NOTHING).stream()
        .map(
            each -> {
              PretrainRecipe bound = PretrainRecipe.of(each.recipe());
              return "%d %d: %s"
                  .formatted(
                      bound.backbone().width(), bound.view().size(), each.change().orElse(""));
            })
        .toList();
  }

  /**
   * First three quarters of the width, in eights, and of the side, in sixteens; then half of each.
   * All that is smaller is said, and nothing is tried twice.
   */
  @Test
  void networksBecomeNarrowerAndViewsSmallerByTurns() {
    assertThat(offered(Recipes.named("photos")))
        .containsExactly(
            "32 112: ",
            "24 112: Network of width 24 instead of 32",
            "24 80: Views of 80 pixels instead of 112, network of width 24 instead of 32",
            "16 80: Views of 80 pixels instead of 112, network of width 16 instead of 32",
            "16 64: Views of 64 pixels instead of 112, network of width 16 instead of 32");
    assertThat(offered(Recipes.named("small")))
        .as("16 channels and 32 pixels are the least")
        .containsExactly("24 32: ", "16 32: Network of width 16 instead of 24");
    assertThat(offered(Recipes.named("photos").with("init=weights.safetensors")))
        .as("given weights have a width")
        .containsExactly(
            "32 112: ",
            "32 80: Views of 80 pixels instead of 112",
            "32 64: Views of 64 pixels instead of 112");
    assertThat(offered(Recipes.named("photos").with("method=cpc")))
        .as("smaller views have fewer rows of patches")
        .containsExactly(
            "32 112: ",
            "24 112: Network of width 24 instead of 32",
            "16 112: Network of width 16 instead of 32");
  }

  @Test
  void whatTheCallerSetStays() {
    Recipe photos = Recipes.named("photos");
    assertThat(TimeBudget.candidates(photos, NOTHING)).hasSizeGreaterThan(3);
    Recipe width = NOTHING.with("backbone.width", 32);
    for (TimeBudget.Candidate each : TimeBudget.candidates(photos.merge(width), width)) {
      assertThat(PretrainRecipe.of(each.recipe()).backbone().width()).isEqualTo(32);
    }
    Recipe vit = photos.with("backbone.name", "vit-tiny").with("backbone.stem", "imagenet");
    assertThat(TimeBudget.candidates(vit, NOTHING)).hasSize(1);
    Recipe both = width.with("view.size", 112);
    assertThat(TimeBudget.candidates(photos.merge(both), both)).hasSize(1);
  }

  /** However the caller set them, before an image is read; those of a recipe are replaced. */
  @ParameterizedTest
  @ValueSource(strings = {"train.epochs=5", "epochs=5"})
  void epochsBesidesABudgetAreRefused(String setting) {
    Recipe small = Recipes.named("small").with("data.source=nowhere");
    Pretraining both = Pretraining.of(small).within(TEN_MINUTES).set(NOTHING.with(setting));
    assertThatThrownBy(both::prepare)
        .isInstanceOf(InputException.class)
        .hasMessage(
            "a budget of 10 min chooses the number of epochs: remove it or the setting train.epochs of 5");
    PretrainRecipe bound = PretrainRecipe.of(small.with("train.epochs", 5));
    assertThatCode(() -> TEN_MINUTES.requireNoEpochs(bound, NOTHING.with("train.lr", 1)))
        .doesNotThrowAnyException();
  }

  /** What advice is compared with is known after the fit too. */
  @Test
  void thePresetIsNotForgotten(@TempDir Path folder) {
    Recipe recipe =
        TinyFolder.recipe(TinyFolder.labelled(folder.resolve("images"), 20))
            .with("method=triplet")
            .with("preset=hard");
    TimeBudget minutes = new TimeBudget(Duration.ofMinutes(3));
    try (PretrainingRun run =
        Pretraining.of(recipe).within(minutes).into(folder.resolve("run")).prepare()) {
      assertThat(run.recipe().preset()).contains("hard");
    }
  }

  /** Of 2 + 8 steps the last five count: what is compiled meanwhile slows the others. */
  @Test
  void theSecondHalfOfTheStepsIsTimed() {
    BudgetTrial.Clock clock = new BudgetTrial.Clock(3);
    long[] milliseconds = {5000, 600, 600, 600, 500, 400, 300, 200, 200, 300};
    long now = 0;
    for (int i = 0; i < milliseconds.length; i++) {
      now += milliseconds[i] * 1_000_000;
      assertThat(clock.ended(now)).isEqualTo(i == milliseconds.length - 1);
    }
    assertThat(clock.perStep()).isCloseTo(0.28, within(1e-9));
  }

  /** A trial has times, and leaves the images open. */
  @Test
  void aTrialMeasuresAllPartsOfARun(@TempDir Path folder) throws IOException {
    Recipe recipe = TinyFolder.recipe(TinyFolder.labelled(folder.resolve("images"), 20));
    try (Dataset data = Datasets.open(PretrainRecipe.of(recipe).data())) {
      BudgetTrial.Times found = BudgetTrial.measure(recipe, data, 0.1, Optional.empty());
      assertThat(found.epoch()).isPositive();
      assertThat(found.monitor()).isPositive();
      assertThat(found.summary()).isPositive();
      assertThat(found.decoding()).as("nothing is cached here").isZero();
      assertThat(data.load(0).width()).isEqualTo(20);
    }
    try (Dataset kept = new CachedDataset(Datasets.open(PretrainRecipe.of(recipe).data()))) {
      BudgetTrial.Times found = BudgetTrial.measure(recipe, kept, 0.1, Optional.empty());
      assertThat(found.decoding()).isPositive();
      BudgetTrial.Times smaller = BudgetTrial.measure(recipe, kept, 0.1, Optional.of(found));
      assertThat(smaller.epoch()).isPositive().isNotEqualTo(found.epoch());
      assertThat(smaller).isEqualTo(found.withEpoch(smaller.epoch()));
    }
  }
}
