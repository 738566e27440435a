package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sentences of a page, of values that are written by hand. */
final class ExperimentPageTest {
  @TempDir private Path runs;

  private static final String ONE_SEED = TinyExperiment.YAML.replace("[0, 1]", "[0]");

  private static ResultLine line(String data, String row, long seed, String id, String commit) {
    return line(data, row, seed, id, commit, "");
  }

  private static ResultLine line(
      String data, String row, long seed, String id, String commit, String machine) {
    return new ResultLine(
        data,
        row,
        seed,
        "last",
        "1",
        "knn",
        0.5,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        id,
        commit,
        machine);
  }

  private List<Block> blocks(String yaml, Scale scale, ResultLine... lines) {
    ExperimentPlan plan =
        new ExperimentPlan(
            ExperimentReader.read("tiny", yaml),
            Selection.all(scale),
            new ImagePlaces(Map.of("tiny", "some/folder"), Optional.empty()));
    return new ExperimentPage(plan, runs, List.of(lines)).blocks();
  }

  private List<String> sentences(String yaml, ResultLine... lines) {
    return blocks(yaml, Scale.SMALL, lines).stream()
        .filter(Block.Bullets.class::isInstance)
        .flatMap(block -> ((Block.Bullets) block).items().stream())
        .toList();
  }

  /** A value of a row that the file no longer has is not shown; its machine was not written. */
  @Test
  void whatIsMissingIsNamed() {
    assertThat(
            sentences(
                ONE_SEED,
                line("tiny", "hard", 0, "a", "c1"),
                line("tiny", "triplet", 7, "a", "c1"),
                line("tiny", "gone", 0, "z", "c9")))
        .containsExactly(
            "Differs: Images of 20 pixels.",
            "Nothing is learned here.",
            "same: The run of the row triplet.",
            "Published values marked unverified could not be checked in the paper or in a text that quotes it.",
            "Not measured yet: pixels on tiny, seed 0; triplet on tiny, seed 0; same on tiny, seed 0.",
            "Machine: unknown.",
            "Commit of the code: c1.");
    assertThat(
            sentences(
                ONE_SEED.replace("57.5?", "57.5"),
                line("tiny", "pixels", 0, "a", "c1"),
                line("tiny", "triplet", 0, "a", "c1"),
                line("tiny", "hard", 0, "a", "c1"),
                line("tiny", "same", 0, "a", "c1")))
        .noneMatch(text -> text.contains("unverified") || text.startsWith("Not measured yet"));
  }

  @Test
  void eachMachineAndCommitHasItsRows() {
    assertThat(
            sentences(
                ONE_SEED,
                line("tiny", "hard", 0, "b", "c1", "2 processors, Pb"),
                line("tiny", "triplet", 0, "a", "c1", "1 processor, Pa"),
                line("tiny", "hard", 1, "a", "c2", "1 processor, Pa")))
        .endsWith(
            "Machine: 2 processors, Pb; trained there: hard (seed 0).",
            "Machine: 1 processor, Pa; trained there: hard (seed 1), triplet (seed 0).",
            "Commit of the code: c1; trained there: hard (seed 0), triplet (seed 0).",
            "Commit of the code: c2; trained there: hard (seed 1).");
  }

  @Test
  void imagesAreToldApartWhereThereAreSeveral() {
    assertThat(
            sentences(
                ONE_SEED.replace("data: {tiny:", "data: {emoji: {}, tiny:"),
                line("tiny", "hard", 0, "a", "c1"),
                line("emoji", "hard", 0, "a", "c2")))
        .contains(
            "Commit of the code: c1; trained there: hard (tiny, seed 0).",
            "Commit of the code: c2; trained there: hard (emoji, seed 0).");
  }

  @Test
  void generatedImagesNeedNoFolderAndProveNothing() {
    List<Block> small = blocks(ONE_SEED, Scale.SMALL);
    assertThat(small)
        .contains(
            new Block.Paragraph("Nothing is measured yet."),
            new Block.Code("./likeness experiment tiny --scale small --data tiny=DIR"),
            new Block.Paragraph("Table 9 of A paper, at the scale small."));
    List<Block> smoke = blocks(ONE_SEED, Scale.SMOKE);
    assertThat(smoke).contains(new Block.Code("./likeness experiment tiny --scale smoke"));
    assertThat(smoke.get(3).toString()).contains("its numbers say nothing about the methods");
    assertThat(small.toString()).doesNotContain("say nothing about the methods");
  }
}
