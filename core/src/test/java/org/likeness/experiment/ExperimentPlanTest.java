package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;
import org.likeness.pretraining.PretrainRecipe;

/** Which trials there are, and which settings each has. */
final class ExperimentPlanTest {
  private static final String ROWS = TinyExperiment.YAML.replace("57.5?", "57.5");

  private static ExperimentPlan plan(String yaml, Scale scale, List<Long> seeds) {
    return new ExperimentPlan(
        ExperimentReader.read("tiny", yaml),
        new Selection(scale, List.of(), seeds),
        new ImagePlaces(Map.of("tiny", "a", "other", "b"), Optional.empty()));
  }

  private static String withRows(String rows) {
    int from = ROWS.indexOf("rows:");
    int to = ROWS.indexOf("evaluations:");
    String head =
        ROWS.substring(0, from)
            .replace(
                "data: {tiny:", "data: {other: {}, tiny: {settings: {train: {epochs: 2}}}}\n#");
    String tail =
        ROWS.substring(to)
            .replaceFirst("(?s)claims:.*", "")
            .replace("value: /rows", "value: /rows");
    return head + "rows:\n" + rows.indent(2) + tail;
  }

  private static int epochs(ExperimentPlan plan, String row, int data) {
    Trial trial = new Trial(plan.experiment().row(row), plan.setting().data().get(data), 0);
    return PretrainRecipe.of(plan.recipe(trial, Optional.empty())).train().epochs();
  }

  /** Scale, images, row, row at the scale, row on the images: each is above those before it. */
  @Test
  void settingsOfARowAreAboveThoseOfItsImagesAndScale() {
    ExperimentPlan plan =
        plan(
            withRows(
                """
                plain: {settings: {method: triplet}}
                own: {settings: {method: triplet, train: {epochs: 3}}, paper: {train: {epochs: 9}}}
                scaled: {settings: {method: triplet, train: {epochs: 3}}, small: {train: {epochs: 4}}}
                placed: {settings: {method: triplet, train: {epochs: 3}}, small: {train: {epochs: 4}}, on: {tiny: {settings: {train: {epochs: 5}}}}}
                """),
            Scale.SMALL,
            List.of());
    assertThat(epochs(plan, "plain", 0)).as("of the scale").isEqualTo(1);
    assertThat(epochs(plan, "plain", 1)).as("of the images").isEqualTo(2);
    assertThat(epochs(plan, "own", 1)).isEqualTo(3);
    assertThat(epochs(plan, "scaled", 1)).isEqualTo(4);
    assertThat(epochs(plan, "placed", 1)).isEqualTo(5);
    assertThat(epochs(plan, "placed", 0)).as("on other images").isEqualTo(4);
  }

  @Test
  void aPublishedValueIsNotDoneAlone() {
    Experiment tiny = ExperimentReader.read("tiny", ROWS);
    Selection alone = new Selection(Scale.SMALL, List.of("hard", "other"), List.of());
    ImagePlaces places = new ImagePlaces(Map.of("tiny", "a"), Optional.empty());
    assertThatThrownBy(() -> new ExperimentPlan(tiny, alone, places))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "experiment tiny: row other is a published value, nothing of it is trained or measured; every page has it");
  }

  /** One epoch of small views whatever a row says, and what it says for this scale. */
  @Test
  void theScaleSmokeIsAboveAll() {
    ExperimentPlan plan =
        plan(
            withRows(
                """
                large: {settings: {method: triplet, view: {size: 96}, train: {epochs: 3}}, small: {backbone: {width: 32}}}
                little: {settings: {method: triplet, view: {size: 32}}, smoke: {options: {negatives: hard}}}
                """),
            Scale.SMOKE,
            List.of());
    Trial large = new Trial(plan.experiment().row("large"), plan.setting().data().get(1), 3);
    PretrainRecipe recipe = PretrainRecipe.of(plan.recipe(large, Optional.empty()));
    assertThat(recipe.train().epochs()).isEqualTo(1);
    assertThat(recipe.view().size()).isEqualTo(64);
    assertThat(recipe.backbone().width()).isEqualTo(8);
    assertThat(recipe.seed()).isEqualTo(3);
    assertThat(recipe.data().source()).isEqualTo("a");
    Trial little = new Trial(plan.experiment().row("little"), plan.setting().data().get(1), 0);
    PretrainRecipe other = PretrainRecipe.of(plan.recipe(little, Optional.empty()));
    assertThat(other.view().size()).isEqualTo(32);
    assertThat(other.resolved().values()).containsEntry("options.negatives", "hard");
    assertThat(plan.trials()).extracting(Trial::seed).as("the first seed").containsOnly(0L);
  }

  private static List<String> trials(String yaml, List<Long> seeds) {
    return plan(yaml, Scale.SMALL, seeds).trials().stream().map(Trial::phrase).toList();
  }

  @Test
  void rowsHaveTheirSeedsImagesAndScales() {
    String yaml =
        withRows(
            """
            all: {settings: {method: triplet}}
            few: {settings: {method: triplet}, seeds: [1, 5], data: tiny}
            big: {settings: {method: triplet}, scales: [paper]}
            """);
    assertThat(trials(yaml, List.of()))
        .containsExactly(
            "all on other, seed 0",
            "all on tiny, seed 0",
            "all on other, seed 1",
            "all on tiny, seed 1",
            "few on tiny, seed 1",
            "few on tiny, seed 5");
    assertThat(trials(yaml, List.of(7L, 5L)))
        .as("a row with seeds of its own has no others")
        .containsExactly(
            "all on other, seed 5",
            "all on tiny, seed 5",
            "few on tiny, seed 5",
            "all on other, seed 7",
            "all on tiny, seed 7");
  }

  @Test
  void aRowWithoutARunBelongsToOne() {
    String yaml =
        withRows(
            """
            raw: {kind: pixels}
            named: {kind: untrained, of: third}
            first: {settings: {method: triplet}, data: other}
            second: {settings: {method: triplet}, evaluations: [knn]}
            third: {from: second, settings: {method: triplet}}
            """);
    ExperimentPlan plan = plan(yaml, Scale.SMALL, List.of());
    assertThat(plan.owner(trial(plan, "raw", 1)))
        .as("the first that trains on these images")
        .isEqualTo(trial(plan, "second", 1));
    assertThat(plan.owner(trial(plan, "raw", 0))).isEqualTo(trial(plan, "first", 0));
    assertThat(plan.owner(trial(plan, "named", 1))).isEqualTo(trial(plan, "third", 1));
    assertThat(plan.owner(trial(plan, "third", 1))).isEqualTo(trial(plan, "third", 1));
    assertThat(plan.origin(trial(plan, "third", 1))).contains(trial(plan, "second", 1));
    assertThat(plan.origin(trial(plan, "second", 1))).isEmpty();
    ExperimentPlan none = plan(withRows("raw: {kind: pixels}\n"), Scale.SMALL, List.of());
    assertThatThrownBy(() -> none.owner(trial(none, "raw", 0)))
        .isInstanceOf(InputException.class)
        .hasMessage("experiment tiny: row raw belongs to no run: name one with of: ROW");
  }

  private static Trial trial(ExperimentPlan plan, String row, int data) {
    return new Trial(plan.experiment().row(row), plan.setting().data().get(data), 4);
  }

  @Test
  void aRowMayHaveSomeOfTheEvaluations() {
    String yaml =
        withRows("all: {}\nsome: {evaluations: [wide]}\n")
            .replace("  knn: {options", "  wide: {evaluation: knn}\n  knn: {options");
    ExperimentPlan plan = plan(yaml, Scale.SMALL, List.of());
    assertThat(plan.measures(plan.experiment().row("all")))
        .extracting(Measure::id)
        .containsExactly("wide", "knn");
    assertThat(plan.measures(plan.experiment().row("some")))
        .extracting(Measure::id)
        .containsExactly("wide");
  }

  @Test
  void oneFolderForSeveralImagesIsRefused() {
    ImagePlaces single = new ImagePlaces(Map.of(), Optional.of("a"));
    assertThatThrownBy(() -> single.require(List.of("tiny", "other")))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "--data a: the experiment has several images: write KEY=a with one of tiny, other");
    single.require(List.of("tiny", "emoji"));
    single.require(List.of("emoji"));
    assertThatThrownBy(() -> single.require(List.of("cifar10", "emoji")))
        .isInstanceOf(InputException.class);
  }
}
