package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.TinyFolder;
import org.likeness.evaluate.Report;
import org.likeness.figure.Curve;
import org.likeness.figure.Curves;
import org.likeness.figure.Figures;
import org.likeness.io.Json;
import org.likeness.run.RunLayout;

/** The figures of a page, of runs and reports that are written by hand. */
final class ExperimentChartsTest {
  private static final String LOSS = "kind: epochs, values: [loss], y: loss";
  private static final String SIZES = "kind: columns, values: [knn], x: size, y: \"kNN, %\"";

  @TempDir private Path folder;

  private static ExperimentPlan plan(String yaml) {
    return new ExperimentPlan(
        ExperimentReader.read("tiny", yaml), Selection.all(Scale.SMALL), ImagePlaces.none());
  }

  private static ResultLine line(
      String row, long seed, String network, double value, String identity) {
    return new ResultLine(
        "tiny",
        row,
        seed,
        network,
        "1",
        "knn",
        value,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        identity,
        "commit",
        "machine");
  }

  private List<Block.Drawing> drawings(String yaml, List<ResultLine> lines) {
    ExperimentPlan plan = plan(yaml);
    ResultTable table = new ResultTable(plan, plan.setting().data().get(0), lines);
    return new ExperimentCharts(plan, folder, table)
        .blocks().stream().map(Block.Drawing.class::cast).toList();
  }

  private RunLayout run(String name, String... losses) throws IOException {
    RunLayout run = new RunLayout(Files.createDirectories(folder.resolve(name)));
    Files.writeString(
        run.recipe(), "method: invaspread\ndata: {source: '" + folder.resolve("images") + "'}\n");
    Files.writeString(run.environment(), "{}");
    StringBuilder metrics = new StringBuilder("{\"event\":\"step\",\"epoch\":1,\"loss\":100}\n");
    for (int epoch = 1; epoch <= losses.length; epoch++) {
      metrics.append(
          "{\"event\":\"epoch\",\"epoch\":%d,\"loss\":%s}\n".formatted(epoch, losses[epoch - 1]));
    }
    Files.writeString(run.metrics(), metrics);
    return run;
  }

  private static String svg(Curves axes, Curve... curves) {
    return Figures.svg(axes.draw(List.of(curves)));
  }

  /** Means in percent of the last network, over the x of the rows that train. */
  @Test
  void columnsAreDrawnOverTheSizesOfTheRows() {
    List<ResultLine> lines =
        List.of(
            line("hard", 0, "last", 0.5, "a"),
            line("hard", 1, "last", 0.6, "b"),
            line("hard", 0, "best", 0.9, "a"),
            line("triplet", 0, "last", 0.25, "c"),
            line("same", 0, "last", 0.3, "c"));
    List<Block.Drawing> drawn = drawings(TinyExperiment.YAML, lines);
    assertThat(drawn).hasSize(1);
    assertThat(drawn.get(0).file()).isEqualTo("figures/tiny-sizes.svg");
    assertThat(drawn.get(0).svg())
        .isEqualTo(
            svg(
                new Curves("Accuracy", "size", "kNN, %"),
                new Curve("kNN", List.of(1.0, 2.0), List.of(25.0, 55.0))));
  }

  @Test
  void aColumnThatIsNoShareIsDrawnAsItIsAndRowsMayBeChosen() {
    List<ResultLine> lines =
        List.of(line("hard", 0, "last", 0.5, "a"), line("triplet", 0, "last", 0.25, "c"));
    List<Block.Drawing> drawn =
        drawings(
            TinyExperiment.YAML
                .replace("value: /rows/0/accuracy", "value: /rows/0/accuracy, share: false")
                .replace(SIZES, SIZES + ", rows: [hard]"),
            lines);
    assertThat(drawn.get(0).svg())
        .isEqualTo(
            svg(
                new Curves("Accuracy", "size", "kNN, %"),
                new Curve("kNN", List.of(2.0), List.of(0.5))));
  }

  /** The lines of epochs alone, of the run of the first seed; what is not finite is left out. */
  @Test
  void epochsAreThoseOfTheFirstSeed() throws IOException {
    run("a", "3.5", "\"NaN\"", "2.5");
    run("b", "9", "8", "7");
    run("c", "4", "1");
    List<ResultLine> lines =
        List.of(
            line("triplet", 0, "last", 0.5, "c"),
            line("hard", 0, "last", 0.5, "a"),
            line("hard", 1, "last", 0.5, "b"));
    Block.Drawing drawn = drawings(TinyExperiment.YAML.replace(SIZES, LOSS), lines).get(0);
    assertThat(drawn.file()).isEqualTo("figures/tiny-loss.svg");
    assertThat(drawn.title()).isEqualTo("Loss over the epochs");
    assertThat(drawn.svg())
        .isEqualTo(
            svg(
                new Curves("Loss over the epochs", "epoch", "loss"),
                new Curve("triplet", List.of(1.0, 2.0), List.of(4.0, 1.0)),
                new Curve("hard triplet", List.of(1.0, 3.0), List.of(3.5, 2.5))));
  }

  /** A logarithmic axis has no place for 0. */
  @Test
  void whatALogarithmicAxisDoesNotHaveIsLeftOut() throws IOException {
    run("a", "4", "0", "-1", "2");
    List<ResultLine> lines =
        List.of(line("hard", 0, "last", 0.5, "a"), line("triplet", 0, "last", 0, "gone"));
    List<Block.Drawing> drawn =
        drawings(
            TinyExperiment.YAML
                .replace(LOSS, LOSS + ", logarithmic: true")
                .replace(SIZES, SIZES + ", logarithmic: true"),
            lines);
    assertThat(drawn)
        .extracting(Block.Drawing::svg)
        .containsExactly(
            svg(
                new Curves("Loss over the epochs", "epoch", "loss").logarithmic(),
                new Curve("hard triplet", List.of(1.0, 4.0), List.of(4.0, 2.0))),
            svg(
                new Curves("Accuracy", "size", "kNN, %").logarithmic(),
                new Curve("kNN", List.of(2.0), List.of(50.0))));
  }

  @Test
  void aMeanThatIsNotFiniteHasNoPoint() {
    List<ResultLine> lines =
        List.of(line("hard", 0, "last", Double.NaN, "a"), line("triplet", 0, "last", 0.25, "c"));
    assertThat(drawings(TinyExperiment.YAML, lines).get(0).svg())
        .isEqualTo(
            svg(
                new Curves("Accuracy", "size", "kNN, %"),
                new Curve("kNN", List.of(1.0), List.of(25.0))));
  }

  private static void report(RunLayout run, Measure measure, String network, double accuracy)
      throws IOException {
    ObjectNode body = Json.object().put("images", 4).put("protocol", "p");
    ArrayNode rows = body.putArray("rows");
    rows.addObject().put("k", 1).put("tau", 0.1).put("accuracy", 0.5);
    rows.addObject().put("k", 5).put("tau", 0.1).put("accuracy", accuracy);
    Path file = StoredReports.file(run, measure, network, false, Optional.empty());
    Files.createDirectories(file.getParent());
    Files.writeString(file, Json.pretty(Report.of("knn", body).json()));
  }

  /** Each with the figure of its own report, in a file of its own. */
  @Test
  void figuresOfSeveralEvaluationsHaveTheirFiles() throws IOException {
    String yaml =
        TinyExperiment.YAML
            .replace(
                "networks: [last, best]}",
                "networks: [last]}\n  more: {evaluation: knn, options: {k: [1, 5]}, networks: [best]}")
            .replace(SIZES, "kind: evaluation, values: [knn, more], rows: [hard]")
            .replace(LOSS, "kind: evaluation, values: [more], rows: [hard]");
    TinyFolder.labelled(folder.resolve("images"), 2);
    RunLayout run = run("a");
    List<Measure> measures = plan(yaml).measures();
    report(run, measures.get(0), "last", 0.25);
    report(run, measures.get(1), "last", 0.9); // stands for the best where that has no report
    List<ResultLine> lines = List.of(line("hard", 0, "last", 0.5, "a"));
    List<Block.Drawing> drawn = drawings(yaml, lines);
    assertThat(drawn)
        .extracting(Block.Drawing::file)
        .containsExactly(
            "figures/tiny-loss-hard.svg",
            "figures/tiny-sizes-hard-knn.svg",
            "figures/tiny-sizes-hard-more.svg");
    assertThat(drawn)
        .extracting(Block.Drawing::title)
        .containsExactly(
            "Loss over the epochs, hard triplet",
            "Accuracy, hard triplet, knn",
            "Accuracy, hard triplet, more");
    assertThat(drawn.get(2).svg()).isEqualTo(drawn.get(0).svg());
    assertThat(drawn.get(1).svg()).isNotEqualTo(drawn.get(2).svg());
    report(run, measures.get(1), "best", 0.1);
    assertThat(drawings(yaml, lines).get(0).svg()).isNotEqualTo(drawn.get(0).svg());
  }

  @Test
  void picturesThatMayNotBeShownAreASentence() {
    ExperimentPlan plan =
        plan(TinyExperiment.YAML.replace(SIZES, "kind: evaluation, values: [knn], pictures: true"));
    ResultTable table = new ResultTable(plan, plan.setting().data().get(0), List.of());
    assertThat(new ExperimentCharts(plan, folder, table).blocks())
        .containsExactly(
            new Block.Paragraph(
                "Accuracy: not shown, since the images may not be published; the figures of the runs have it."));
  }

  /** Nothing is said where they may, and nothing is there yet. */
  @Test
  void picturesThatMayBeShownAre() {
    List<Block.Drawing> drawn =
        drawings(
            TinyExperiment.YAML
                .replace("{title: Tiny images,", "{title: Tiny images, pictures: true,")
                .replace(SIZES, "kind: evaluation, values: [knn], pictures: true"),
            new ArrayList<>());
    assertThat(drawn).isEmpty();
  }

  /** The values of the page are worth more than a figure whose images are gone. */
  @Test
  void aFigureWhoseImagesAreGoneIsASentence() throws IOException {
    String yaml =
        TinyExperiment.YAML.replace(SIZES, "kind: evaluation, values: [knn], rows: [hard]");
    ExperimentPlan plan = plan(yaml);
    report(run("a", "1"), plan.measures().get(0), "last", 0.25);
    ResultTable table =
        new ResultTable(
            plan, plan.setting().data().get(0), List.of(line("hard", 0, "last", 0.5, "a")));
    List<Block> blocks = new ExperimentCharts(plan, folder, table).blocks();
    assertThat(blocks).hasSize(2);
    assertThat(blocks.get(1).toString())
        .contains("Accuracy: ", folder.resolve("images").toString());
  }
}
