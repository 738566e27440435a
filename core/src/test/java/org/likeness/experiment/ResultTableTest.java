package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResultTableTest {
  private static final ExperimentPlan PLAN =
      new ExperimentPlan(
          TinyExperiment.experiment(), Selection.all(Scale.SMALL), ImagePlaces.none());

  /** The claim is that the row hard is ahead of the row triplet, which has 0.5. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.6, 0.7|+15.0 ± 7.1|yes",
        "0.4, 0.3|-15.0 ± 7.1|no",
        "0.5, 0.6|+5.0 ± 7.1|within the deviation",
        "0.5, 0.5|0.0 ± 0.0|within the deviation",
        "0.6|+10.0 (1 seed)|yes, one seed",
        "0.4|-10.0 (1 seed)|no, one seed",
      })
  void aClaimIsWeighedByItsDeviation(String hard, String difference, String verdict) {
    List<ResultLine> lines = new ArrayList<>();
    for (String value : hard.split(", ", -1)) {
      long seed = lines.size();
      lines.add(line("triplet", seed, 0.5));
      lines.add(line("hard", seed, Double.parseDouble(value)));
    }
    ResultTable table = new ResultTable(PLAN, PLAN.setting().data().get(0), lines);
    assertThat(table.claims().get(1))
        .containsExactly("hard triplet − triplet", "kNN", difference, verdict);
  }

  private static ResultLine line(String row, long seed, double value) {
    return new ResultLine(
        "tiny",
        row,
        seed,
        "last",
        "1",
        "knn",
        value,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        "identity",
        "commit",
        "machine");
  }

  private static ResultLine line(
      String data, String row, long seed, String network, String measure, double value) {
    return new ResultLine(
        data,
        row,
        seed,
        network,
        "1",
        measure,
        value,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        "identity",
        "commit",
        "machine");
  }

  /** Two seeds of one row, the pixels of another; nothing of the row same, nor of other images. */
  @Test
  void cellsAreMeansInPercentBesideWhatWasPublished() {
    List<ResultLine> lines =
        List.of(
            line("tiny", "pixels", 0, "pixels", "knn", 0.25),
            line("tiny", "hard", 0, "last", "knn", 0.5),
            line("tiny", "hard", 1, "last", "knn", 0.6),
            line("tiny", "hard", 0, "best", "knn", 0.7),
            line("tiny", "hard", 0, "last", ExperimentRunner.SECONDS, 60),
            line("tiny", "hard", 1, "last", ExperimentRunner.SECONDS, 120),
            line("else", "hard", 2, "last", "knn", 0.9));
    ResultTable table = new ResultTable(PLAN, PLAN.setting().data().get(0), lines);
    assertThat(table.cells(PLAN.experiment().rows()))
        .containsExactly(
            List.of("", "kNN, %", "at its best epoch", "published", "seeds", "minutes"),
            List.of("raw pixels", "25.0", "", "", "1", ""),
            List.of("triplet", "", "", "57.5 (unverified)", "", ""),
            List.of("hard triplet", "55.0 ± 7.1", "70.0", "78.4", "2", "1.5"),
            List.of("not built", "", "", "12.3", "", ""));
    assertThat(table.claims()).as("the row triplet has no value").hasSize(1);
    assertThat(table.stream()).hasSize(6);
    assertThat(new ResultTable(PLAN, PLAN.setting().data().get(0), lines.subList(6, 7)).isEmpty())
        .isTrue();
  }

  /** Seeds 1 and 2 are of both rows, seeds 0 and 3 of one. */
  @Test
  void differencesAreOfTheSeedsThatBothHave() {
    List<ResultLine> lines = new ArrayList<>();
    double[] triplet = {0.9, 0.2, 0.4};
    double[] hard = {0.3, 0.6, 0.1};
    for (int i = 0; i < 3; i++) {
      lines.add(line("triplet", i, triplet[i]));
      lines.add(line("hard", i + 1, hard[i]));
    }
    ResultTable table = new ResultTable(PLAN, PLAN.setting().data().get(0), lines);
    assertThat(table.claims().get(1)).endsWith("+15.0 ± 7.1", "yes");
  }

  /** Of one row: the column svm, which the table has beside knn, is ahead of it by 20 points. */
  @Test
  void aClaimMayCompareColumns() {
    String yaml =
        TinyExperiment.YAML
            .replace("less: triplet}", "less: hard, columns: [svm], against: [knn]}")
            .replace("columns:\n  knn:", "columns:\n  svm: {title: SVM, evaluation: knn}\n  knn:");
    ExperimentPlan plan =
        new ExperimentPlan(
            ExperimentReader.read("tiny", yaml), Selection.all(Scale.SMALL), ImagePlaces.none());
    List<ResultLine> lines =
        List.of(
            line("tiny", "hard", 0, "last", "knn", 0.5),
            line("tiny", "hard", 0, "last", "svm", 0.7));
    assertThat(new ResultTable(plan, plan.setting().data().get(0), lines).claims())
        .hasSize(2)
        .last()
        .isEqualTo(List.of("hard triplet", "SVM − kNN", "+20.0 (1 seed)", "yes, one seed"));
  }

  /** A row without a training, and a column that is no share. */
  @Test
  void anUntrainedNetworkStandsInTheColumnOfTheLast() {
    ExperimentPlan plan =
        new ExperimentPlan(
            ExperimentReader.read(
                "tiny",
                TinyExperiment.YAML.replace(
                    "value: /rows/0/accuracy", "value: /rows/0/accuracy, share: false")),
            Selection.all(Scale.SMALL),
            ImagePlaces.none());
    List<ResultLine> lines =
        List.of(
            line("tiny", "same", 0, "untrained", "knn", 0.123),
            line("tiny", "same", 0, "pixels", "knn", 0.9),
            line("tiny", "triplet", 0, "1", "knn", 0.8),
            line("tiny", "hard", 0, "last", "knn", 0.456),
            line("tiny", "hard", 0, "untrained", "knn", 0.1));
    ResultTable table = new ResultTable(plan, plan.setting().data().get(0), lines);
    assertThat(table.cells(plan.experiment().rows()))
        .contains(
            List.of("", "kNN", "published", "seeds", "minutes"),
            List.of("triplet", "", "57.5 (unverified)", "1", ""),
            List.of("hard triplet", "0.46", "78.4", "1", ""),
            List.of("same", "0.12", "", "1", ""));
  }
}
