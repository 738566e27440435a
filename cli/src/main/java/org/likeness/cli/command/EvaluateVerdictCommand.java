package org.likeness.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.likeness.cli.console.Console;
import org.likeness.io.AtomicFile;
import org.likeness.io.Json;
import org.likeness.pretraining.RunVerdict;
import org.likeness.run.RunLayout;
import org.likeness.verdict.Verdict;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** {@code likeness evaluate verdict}: whether a run was worth it and whether to train on. */
@CommandLine.Command(
    name = "verdict",
    customSynopsis = "./likeness evaluate verdict RUN",
    description = {
      "The verdict: whether an encoder is better than what it began from, whether it still improves, and what to do.",
      "",
      "Reads what the run measured, and needs no labels and no images. The verdict is also written to the run folder, as"
          + " evaluations/verdict.json."
    },
    footerHeading = "%nExamples:%n",
    footer = "  ./likeness evaluate verdict last")
public final class EvaluateVerdictCommand extends Command {
  @Mixin private RunArgument run = new RunArgument();

  public EvaluateVerdictCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    RunLayout layout = run.requireRun("the verdict");
    Verdict verdict = RunVerdict.of(layout);
    VerdictLines.print(console(), verdict);
    Files.createDirectories(layout.evaluations());
    Path file = layout.verdict();
    ObjectNode json = verdict.json();
    AtomicFile.replace(file, Json.pretty(json));
    console().line("Wrote " + file + ".");
    Map<String, JsonNode> object = new LinkedHashMap<>();
    json.properties().forEach(field -> object.put(field.getKey(), field.getValue()));
    console().object(object);
    return OK;
  }
}
