package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
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
        "commit");
  }
}
