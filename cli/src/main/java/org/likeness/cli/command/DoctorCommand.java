package org.likeness.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Errors;
import org.likeness.cli.console.Table;
import org.likeness.cli.doctor.Examination;
import org.likeness.cli.doctor.Examination.Problem;
import picocli.CommandLine;

/**
 * {@code likeness doctor}: whether this machine can train, how fast it is, and how to fix what is
 * wrong.
 */
@CommandLine.Command(
    name = "doctor",
    customSynopsis = "./likeness doctor",
    description = {
      "Check this machine: versions, native libraries, memory, disk and speed.",
      "",
      "Ends with a verdict. Each problem is printed with its fix; the exit code is 1 where training cannot run here."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness doctor",
      "  ./likeness doctor --json > machine.json       to attach to a bug report"
    })
public final class DoctorCommand extends Command {
  public DoctorCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    console()
        .line(
            "Checking this machine (a few seconds; native libraries are unpacked the first time) ...");
    Examination examination = Examination.perform();
    Table table = Table.withoutHeading();
    examination.facts().forEach(fact -> table.row(fact.name(), fact.text()));
    console().table(table);
    console().result("");
    for (Problem problem : examination.problems()) {
      console().result((problem.fatal() ? "Problem: " : "Note: ") + problem.what());
      console().result("  Fix: " + problem.fix());
    }
    console().result("Verdict: " + examination.verdict());
    console().object(json(examination));
    return examination.ready() ? OK : Errors.FAILURE;
  }

  private static Map<String, Object> json(Examination examination) {
    Map<String, Object> object = new LinkedHashMap<>();
    examination.facts().forEach(fact -> object.put(fact.key(), fact.value()));
    List<Map<String, Object>> problems = new ArrayList<>();
    for (Problem problem : examination.problems()) {
      problems.add(
          Map.of("problem", problem.what(), "fix", problem.fix(), "fatal", problem.fatal()));
    }
    object.put("problems", problems);
    object.put("ready", examination.ready());
    object.put("verdict", examination.verdict());
    return object;
  }
}
