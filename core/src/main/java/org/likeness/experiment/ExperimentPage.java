package org.likeness.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The page of an experiment: published beside measured, from its CSV and its file. */
final class ExperimentPage {
  private final ExperimentPlan plan;
  private final Path runs;
  private final List<ResultLine> lines;

  ExperimentPage(ExperimentPlan plan, Path runs, List<ResultLine> lines) {
    this.plan = plan;
    this.runs = runs;
    List<String> rows = plan.experiment().rows().stream().map(Row::id).toList();
    this.lines = lines.stream().filter(line -> rows.contains(line.row())).toList();
  }

  /** The blocks of the page. */
  List<Block> blocks() {
    Experiment experiment = plan.experiment();
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Block.Heading(1, experiment.title()));
    blocks.add(
        new Block.Paragraph(
            "%s of %s, at the scale %s."
                .formatted(experiment.place(), experiment.paper(), plan.scale().label())));
    if (!experiment.claim().isEmpty()) {
      blocks.add(new Block.Paragraph("Claim: " + experiment.claim()));
    }
    if (plan.scale() == Scale.SMOKE) {
      blocks.add(
          new Block.Paragraph(
              "The images are generated and each network learns for one epoch. The page shows that everything fits together; its numbers say nothing about the methods."));
    }
    for (DataSetting data : plan.setting().data()) {
      addTable(blocks, new ResultTable(plan, data, lines));
    }
    addSetUp(blocks);
    return blocks;
  }

  private void addTable(List<Block> blocks, ResultTable table) {
    String generated = plan.scale() == Scale.SMOKE ? " (generated images)" : "";
    blocks.add(new Block.Heading(2, table.data().title() + generated));
    if (table.isEmpty()) {
      blocks.add(new Block.Paragraph("Nothing is measured yet."));
    }
    blocks.add(new Block.Cells(table.cells(plan.experiment().rows())));
    blocks.add(
        new Block.Paragraph(
            "Mean and standard deviation over the seeds, at the last epoch; a row with one seed has no deviation. The published values are the paper's, on its images and with its network."));
    List<List<String>> claims = table.claims();
    if (claims.size() > 1) {
      blocks.add(new Block.Cells(claims));
    }
    blocks.addAll(new ExperimentCharts(plan, runs, table).blocks());
  }

  private void addSetUp(List<Block> blocks) {
    blocks.add(new Block.Heading(2, "Set-up"));
    List<String> sentences = new ArrayList<>();
    if (plan.scale() != Scale.SMOKE) { // which has the settings of another scale
      plan.setting().differences().forEach(difference -> sentences.add("Differs: " + difference));
    }
    sentences.addAll(plan.experiment().notes());
    for (Row row : plan.experiment().rows()) {
      if (!row.note().isEmpty()) {
        sentences.add(row.title(plan.settled()) + ": " + row.note());
      }
    }
    if (isUnverified()) {
      sentences.add(
          "Published values marked unverified could not be checked in the paper or in a text that quotes it.");
    }
    missing().ifPresent(sentences::add);
    sentences.addAll(grouped("Machine: ", ExperimentPage::machine));
    sentences.addAll(grouped("Commit of the code: ", ResultLine::commit));
    blocks.add(new Block.Bullets(sentences));
    blocks.add(
        new Block.Code(
            "./likeness experiment %s --scale %s%s"
                .formatted(plan.experiment().name(), plan.scale().label(), data())));
    blocks.add(
        new Block.Paragraph(
            "Single values with their intervals, the identity of each run, the commit and the machine that trained it: results.csv."));
  }

  private String data() {
    StringBuilder options = new StringBuilder();
    for (String key : plan.keys()) {
      if (plan.scale() != Scale.SMOKE && !plan.source(key).equals(key)) {
        options.append(" --data ").append(key).append("=DIR");
      }
    }
    return options.toString();
  }

  private boolean isUnverified() {
    return plan.experiment().rows().stream()
        .flatMap(row -> row.published().values().stream())
        .anyMatch(Published::unverified);
  }

  /** Which trials have no values. */
  private Optional<String> missing() {
    List<String> missing =
        plan.trials().stream()
            .filter(
                trial ->
                    lines.stream()
                        .noneMatch(
                            line ->
                                line.row().equals(trial.row().id())
                                    && line.data().equals(trial.data().key())
                                    && line.seed() == trial.seed()))
            .map(Trial::phrase)
            .toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of("Not measured yet: " + String.join("; ", missing) + ".");
  }

  /** A sentence if all runs have the same; else one for each, with its rows. */
  private List<String> grouped(String start, Function<ResultLine, String> what) {
    boolean several = lines.stream().map(ResultLine::data).distinct().count() > 1;
    Map<String, Set<String>> rows = new LinkedHashMap<>();
    lines.forEach(
        line ->
            rows.computeIfAbsent(what.apply(line), key -> new TreeSet<>())
                .add(
                    "%s (%sseed %d)"
                        .formatted(line.row(), several ? line.data() + ", " : "", line.seed())));
    return rows.entrySet().stream()
        .map(
            entry ->
                rows.size() == 1
                    ? start + entry.getKey() + "."
                    : "%s%s; trained there: %s."
                        .formatted(start, entry.getKey(), String.join(", ", entry.getValue())))
        .toList();
  }

  private static String machine(ResultLine line) {
    return line.machine().isEmpty() ? "unknown" : line.machine();
  }
}
