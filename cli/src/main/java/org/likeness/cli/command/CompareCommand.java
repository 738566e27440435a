package org.likeness.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Table;
import org.likeness.comparison.Comparison;
import org.likeness.comparison.RunGroup;
import org.likeness.comparison.RunValues;
import org.likeness.comparison.SeedValues;
import org.likeness.comparison.TableFormat;
import org.likeness.run.RunLayout;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code likeness compare}: runs beside each other, means and deviations over seeds. */
@CommandLine.Command(
    name = "compare",
    customSynopsis = "./likeness compare RUN... [OPTIONS]",
    description = {
      "Compare runs: what was measured at their end, during training, and by evaluations.",
      "",
      "Runs that are equal but for the seed are together, with mean and standard deviation. Below are the differences from the first,"
          + " paired by seed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness compare runs/a-seed0 runs/a-seed1 runs/b-seed0 runs/b-seed1",
      "  ./likeness compare runs/* --format latex"
    })
public final class CompareCommand extends Command {
  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      completionCandidates = Candidates.RunNames.class,
      description = "Runs: paths, names below runs/, or last.")
  private List<String> runs = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description = "text, csv or latex. Default: text.")
  private TableFormat format = TableFormat.TEXT;

  public CompareCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    Comparison comparison =
        Comparison.of(
            runs.stream().map(run -> RunValues.of(RunLayout.find(RunLayout.RUNS, run))).toList());
    show(comparison.table());
    if (comparison.groups().size() > 1) {
      console().result("");
      show(comparison.differences());
    }
    comparison.otherImages().ifPresent(warning -> console().warn(warning + "."));
    comparison.remarks().forEach(remark -> console().line(remark + "."));
    console().object(object(comparison));
    return OK;
  }

  private void show(List<List<String>> rows) {
    format
        .of(rows)
        .ifPresentOrElse(
            text -> console().result(text.stripTrailing()),
            () -> console().table(Table.of(turned(rows))));
  }

  /** A line for each value: on a terminal, runs are few and values many. */
  private static List<List<String>> turned(List<List<String>> rows) {
    return IntStream.range(0, rows.get(0).size())
        .mapToObj(column -> rows.stream().map(row -> row.get(column)).toList())
        .filter(line -> line.stream().skip(1).anyMatch(cell -> !cell.isEmpty()))
        .toList();
  }

  private static Map<String, Object> object(Comparison comparison) {
    List<Map<String, Object>> groups = new ArrayList<>();
    for (RunGroup group : comparison.groups()) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (String name : comparison.names()) {
        group.values(name).map(SeedValues::bySeed).ifPresent(known -> values.put(name, known));
      }
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("label", group.label());
      object.put("method", group.method());
      object.put("settings", group.settings());
      object.put("runs", group.runs().stream().map(run -> run.run().folder().toString()).toList());
      object.put("commit", group.commits());
      object.put("values", values);
      groups.add(object);
    }
    return Map.of("groups", groups);
  }
}
