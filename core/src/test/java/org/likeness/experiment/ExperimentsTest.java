package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.likeness.error.InputException;
import org.likeness.pretraining.PretrainRecipe;

/** The experiments of the library: every row at every scale has a recipe that can be used. */
final class ExperimentsTest {
  static Stream<String> names() {
    return Experiments.names().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyRowHasARecipe(String name) {
    Experiment experiment = Experiments.named(name);
    assertThat(experiment.columns()).isNotEmpty();
    for (Scale scale : scales(experiment)) {
      List<String> keys = ExperimentPlan.keys(experiment, scale);
      ExperimentPlan plan = new ExperimentPlan(experiment, Selection.all(scale), somewhere(keys));
      assertThat(plan.trials()).as(scale.label()).isNotEmpty();
      for (Trial trial : plan.trials()) {
        Trial owner = plan.owner(trial);
        PretrainRecipe recipe = PretrainRecipe.of(plan.recipe(owner, Optional.empty()));
        assertThat(recipe.seed()).as(trial.phrase()).isEqualTo(trial.seed());
        if (scale == Scale.SMOKE) {
          assertThat(recipe.train().epochs()).as(trial.phrase()).isEqualTo(1);
        }
      }
    }
  }

  private static ImagePlaces somewhere(List<String> keys) {
    return new ImagePlaces(
        keys.stream().collect(Collectors.toMap(key -> key, key -> "somewhere")), Optional.empty());
  }

  private static List<Scale> scales(Experiment experiment) {
    return Stream.concat(Stream.of(Scale.SMOKE), experiment.scales().keySet().stream()).toList();
  }

  /** Validation images are held out where a curve needs them, and nowhere else. */
  @ParameterizedTest
  @MethodSource("names")
  void thePapersSettingsLearnFromAllImages(String name) {
    Experiment experiment = Experiments.named(name);
    if (!experiment.scales().containsKey(Scale.PAPER)) {
      return;
    }
    assertThat(experiment.at(Scale.PAPER).differences()).isNotEmpty();
    boolean curve =
        experiment.charts().stream()
            .flatMap(chart -> chart.values().stream())
            .anyMatch(value -> value.startsWith("metrics."));
    List<String> keys = ExperimentPlan.keys(experiment, Scale.PAPER);
    ExperimentPlan plan =
        new ExperimentPlan(experiment, Selection.all(Scale.PAPER), somewhere(keys));
    for (Trial trial : plan.trials()) {
      PretrainRecipe recipe = PretrainRecipe.of(plan.recipe(plan.owner(trial), Optional.empty()));
      if (curve) {
        assertThat(recipe.split().validationShare()).as(trial.phrase()).isBetween(0.001, 0.02);
      } else {
        assertThat(recipe.split().validationShare()).as(trial.phrase()).isZero();
        assertThat(recipe.monitor().every()).as(trial.phrase()).isZero();
      }
    }
  }

  /** A preset is below what a row says itself. */
  @Test
  void theRowsOfNceStayNce() {
    Experiment table = Experiments.named("invaspread-table1");
    ExperimentPlan plan =
        new ExperimentPlan(
            table, Selection.all(Scale.PAPER), somewhere(ExperimentPlan.keys(table, Scale.PAPER)));
    Trial nce = new Trial(table.row("nce"), plan.setting().data().get(0), 0);
    assertThat(PretrainRecipe.of(plan.recipe(nce, Optional.empty())).resolved().values())
        .containsEntry("options.loss", "nce")
        .containsEntry("options.m", "4096")
        .containsEntry("options.tau", "0.1")
        .containsEntry("train.epochs", "200");
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThatThrownBy(() -> Experiments.named("instdisc-table44"))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no experiment 'instdisc-table44', did you mean instdisc-table4?");
    assertThatThrownBy(() -> Experiments.named("missing.yaml"))
        .isInstanceOf(InputException.class)
        .hasMessage("there is no file missing.yaml");
  }
}
