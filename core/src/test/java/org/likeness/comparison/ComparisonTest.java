package org.likeness.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;
import org.likeness.pretraining.RunIdentity;
import org.likeness.run.RunLayout;

final class ComparisonTest {
  private static final List<RunValues> RUNS =
      List.of(
          run("a0", "a", 0, "c1", 0.50),
          run("b0", "b", 0, "c1", 0.60),
          run("a1", "a", 1, "c1", 0.54),
          run("b1", "b", 1, "c2", 0.65));

  @Test
  void runsThatAreEqualButForTheSeedAreOneRow() {
    Comparison comparison = Comparison.of(RUNS);
    assertThat(comparison.table())
        .containsExactly(
            List.of("runs", "seeds", "knn"),
            List.of("options.m=a", "2", "0.5200 ± 0.0283"),
            List.of("options.m=b", "2", "0.6250 ± 0.0354"));
    assertThat(comparison.differences())
        .containsExactly(
            List.of("difference from options.m=a", "pairs", "knn"),
            List.of("options.m=b", "2", "+0.1050 ± 0.0071"));
  }

  @Test
  void commitsAreNamedWhereTheyDiffer() {
    assertThat(Comparison.of(RUNS).remarks())
        .containsExactly("Trained by commit c1: a0, a1, b0", "Trained by commit c2: b1");
    assertThat(Comparison.of(RUNS.subList(0, 2)).remarks())
        .containsExactly("A run with one seed has no deviation");
  }

  @Test
  void aValueThatARunDoesNotHaveIsEmpty() {
    RunValues none =
        new RunValues(
            layout("c0"),
            "InstDisc",
            identity("c", 0),
            Map.of("options.m", "c"),
            "",
            Map.of(),
            Map.of());
    assertThat(Comparison.of(List.of(RUNS.get(0), none)).table().get(2))
        .containsExactly("options.m=c", "1", "");
    assertThat(Comparison.of(List.of(RUNS.get(0))).table().get(1).get(0))
        .as("nothing tells it from others")
        .isEqualTo("a0");
  }

  @Test
  void valuesOfDifferentImagesAreNamed() {
    assertThat(Comparison.of(RUNS).otherImages()).isEmpty();
    Map<String, Double> values = Map.of("knn", 0.5, "linear", 0.5);
    RunValues other =
        new RunValues(
            layout("c0"),
            "InstDisc",
            identity("c", 0),
            Map.of("options.m", "c"),
            "",
            values,
            Map.of("knn", "another hash", "linear", "another hash"));
    RunValues unknown =
        new RunValues(
            layout("d0"),
            "InstDisc",
            identity("d", 0),
            Map.of("options.m", "d"),
            "",
            values,
            Map.of());
    assertThat(Comparison.of(List.of(RUNS.get(0), other, RUNS.get(2), unknown)).otherImages())
        .hasValue(
            "the runs were not measured on the same images, so that differences are not those of"
                + " the encoders: knn of a0, a1 against c0");
  }

  @Test
  void theSameRunTwiceIsRefused() {
    assertThatThrownBy(() -> Comparison.of(List.of(RUNS.get(0), run("copy", "a", 0, "c1", 0.5))))
        .isInstanceOf(InputException.class)
        .hasMessage("a0 and copy are the same run with seed 0: name one of them");
  }

  @Test
  void formats() {
    List<List<String>> table = List.of(List.of("runs", "knn"), List.of("a_b, 5 %", "0.5 ± 0.1"));
    assertThat(TableFormat.CSV.of(table)).hasValue("runs,knn\n\"a_b, 5 %\",0.5 ± 0.1\n");
    assertThat(TableFormat.TEXT.of(table)).isEmpty();
    assertThat(TableFormat.LATEX.of(table))
        .hasValue(
            """
            \\begin{tabular}{lr}
            \\hline
            runs & knn \\\\
            \\hline
            a\\_b, 5 \\% & 0.5 $\\pm$ 0.1 \\\\
            \\hline
            \\end{tabular}
            """);
  }

  private static RunValues run(String name, String m, long seed, String commit, double knn) {
    return new RunValues(
        layout(name),
        "InstDisc",
        identity(m, seed),
        Map.of("options.m", m, "data.source", name),
        commit,
        Map.of("knn", knn),
        Map.of("knn", "hash of the images"));
  }

  private static RunLayout layout(String name) {
    return new RunLayout(Path.of(name));
  }

  private static RunIdentity identity(String family, long seed) {
    return new RunIdentity(family, seed);
  }

  /** Where images are, threads and what a summary measures tell no run from another. */
  @Test
  void settingsThatChangeNoResultAreNotNamed() {
    RunValues a = values("a0", "a", Map.of("summary.knn.k", "1", "train.threads", "1"), Map.of());
    RunValues b = values("b0", "b", Map.of("summary.knn.k", "5", "data.root", "x"), Map.of());
    assertThat(Comparison.of(List.of(a, b)).groups())
        .extracting(RunGroup::label)
        .containsExactly("a0", "b0");
    RunValues c = values("c0", "c", Map.of("train.lr", "1", "options.m", "2"), Map.of());
    assertThat(Comparison.of(List.of(a, c)).groups())
        .extracting(RunGroup::label)
        .containsExactly("a0", "options.m=2, train.lr=1");
  }

  /**
   * The second run has less of one value, and of the other nothing that it can be compared with.
   */
  @Test
  void eachValueHasItsOwnDifference() {
    Map<String, Double> both = new LinkedHashMap<>();
    both.put("knn", 0.5);
    both.put("loss", 2.0);
    RunValues first = values("a0", "a", Map.of("options.m", "1"), both);
    RunValues second = values("b0", "b", Map.of("options.m", "2"), Map.of("knn", 0.25));
    Comparison comparison = Comparison.of(List.of(first, second));
    assertThat(comparison.names()).containsExactly("knn", "loss");
    assertThat(comparison.table().get(1)).containsExactly("options.m=1", "1", "0.5000", "2.0000");
    assertThat(comparison.differences())
        .containsExactly(
            List.of("difference from options.m=1", "pairs", "knn", "loss"),
            List.of("options.m=2", "1", "-0.2500", ""));
  }

  private static RunValues values(
      String name, String family, Map<String, String> settings, Map<String, Double> values) {
    return new RunValues(
        layout(name), "InstDisc", identity(family, 0), settings, "", values, Map.of());
  }

  /** Their settings are many, and their losses are of different kinds. */
  @Test
  void runsOfSeveralMethodsHaveItsNameAndTheirs() {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("loss", 5.0);
    numbers.put("knn", 0.5);
    RunValues a = values("a0", "a", Map.of("options.m", "1"), numbers);
    RunValues b =
        new RunValues(
            layout("b0"),
            "DINO",
            identity("b", 0),
            Map.of("method", "dino", "train.lr", "0.3"),
            "",
            Map.of("loss", 4.0, "knn", 0.75),
            Map.of());
    Comparison comparison = Comparison.of(List.of(a, b));
    assertThat(comparison.table())
        .containsExactly(
            List.of("runs", "seeds", "loss", "knn"),
            List.of("InstDisc (a0)", "1", "5.0000", "0.5000"),
            List.of("DINO (b0)", "1", "4.0000", "0.7500"));
    assertThat(comparison.differences().get(1)).containsExactly("DINO (b0)", "1", "", "+0.2500");
    assertThat(comparison.remarks())
        .containsExactly(
            "Losses of different methods cannot be compared",
            "A run with one seed has no deviation");
  }

  @Test
  void settingsTooLongForALabelAreARemark() {
    Map<String, String> many = new LinkedHashMap<>();
    for (int i = 0; i < 5; i++) {
      many.put("options.number" + i, "value");
    }
    RunValues a = values("a0", "a", Map.of(), Map.of("knn", 0.5));
    RunValues b = values("b0", "b", many, Map.of("knn", 0.5));
    Comparison comparison = Comparison.of(List.of(a, b));
    assertThat(comparison.groups()).extracting(RunGroup::label).containsExactly("a0", "b0");
    assertThat(comparison.remarks().get(0))
        .startsWith("b0: options.number0=value, ")
        .endsWith(", options.number4=value");
  }
}
