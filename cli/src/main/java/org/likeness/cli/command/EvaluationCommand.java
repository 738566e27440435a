package org.likeness.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.cli.console.LateProgress;
import org.likeness.cli.console.Table;
import org.likeness.data.source.DataOptions;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Report;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.RunEvaluation;
import org.likeness.pretraining.RunNetwork;
import org.likeness.pretraining.RunReport;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code likeness evaluate NAME}: runs one evaluation on a run or an encoder. Its options are the
 * components of the evaluation's options record.
 */
@CommandLine.Command
public final class EvaluationCommand extends Command {
  private static final Duration TIME_TO_SAVE = Duration.ofMinutes(1);

  private final EvaluationEntry<?> entry;
  private final EvaluationArguments options;

  @Mixin private RunArgument run = new RunArgument();
  @Mixin private DataArguments data = new DataArguments();
  @Mixin private FeatureArguments features = new FeatureArguments();

  private EvaluationCommand(Console console, EvaluationEntry<?> entry) {
    super(console);
    this.entry = entry;
    this.options = new EvaluationArguments(entry);
  }

  /**
   * The command of one evaluation, with its options.
   *
   * @param parent the command that it will be added to
   */
  public static CommandSpec of(Console console, EvaluationEntry<?> entry, CommandSpec parent) {
    EvaluationCommand command = new EvaluationCommand(console, entry);
    CommandSpec spec = CommandSpec.forAnnotatedObject(command).name(entry.name());
    String call = "./likeness evaluate " + entry.name();
    List<String> description = new ArrayList<>();
    description.add(entry.title() + ": " + entry.description() + ".");
    if (entry.needsLabels()) {
      description.add("");
      description.add(
          "Needs labels: one folder per class, a CSV with labels, or a data set with labels.");
    }
    description.add("");
    description.add(
        "Measures the test part of the data set, or the test images of the run if the data set has no test part. The report is also"
            + " written to the run folder, as evaluations/"
            + entry.name()
            + ".json; with other features, data, options or networks its name has what differs.");
    spec.usageMessage()
        .customSynopsis(call + " RUN [OPTIONS]")
        .description(description.toArray(String[]::new))
        .footerHeading("%nExamples:%n")
        .footer(
            "  " + call + " last", "  " + call + " runs/first --data cifar10 --features backbone");
    command.options.addTo(spec, parent);
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    features.check();
    RunNetwork network = run.network();
    RunEvaluation evaluation = RunEvaluation.of(network, entry).batch(features.batch());
    features.asked().ifPresent(evaluation::features);
    evaluation.options(options.bound(evaluation.usualOptions()));
    if (data.isGiven()) {
      DataOptions usual = network.recipe().map(PretrainRecipe::data).orElse(DataOptions.defaults());
      evaluation.data(data.options(usual));
    }
    try (Interruption interruption = new Interruption(TIME_TO_SAVE)) {
      try {
        report(measured(evaluation, interruption));
        return OK;
      } catch (CancellationException e) {
        // Caught while the interruption is open: once it is closed, nothing more is printed.
        console().line("Stopped; nothing was written.");
        return INTERRUPTED;
      }
    }
  }

  private RunReport measured(RunEvaluation evaluation, Interruption interruption) {
    try (DownloadBar download = new DownloadBar(console());
        LateProgress bar = new LateProgress(console(), "Measuring", "images")) {
      return evaluation
          .downloads(download)
          .announcements(console()::line)
          .progress(
              (done, total) -> {
                bar.to(done, total);
                return !interruption.isRequested();
              })
          .run();
    }
  }

  private void report(RunReport result) {
    result.remarks().forEach(remark -> console().line(remark + "."));
    Unusable.warn(console(), result.skipped());
    Report report = result.report();
    console().table(Table.of(entry.reader().table(report)));
    console().line("");
    entry.reader().remarks(report).forEach(console()::line);
    console().line("Protocol: " + report.protocol() + ".");
    result.file().ifPresent(file -> console().line("Wrote " + file + "."));
    if (!result.figure().isEmpty()) {
      Path svg = result.figure().get(1).getFileName();
      console().line("Figure: " + result.figure().get(0) + " and " + svg + ".");
    }
    result
        .classifier()
        .ifPresent(
            file ->
                console()
                    .line(
                        "Wrote the classifier %s: ./likeness responses %s IMAGE shows its answers."
                            .formatted(file, file.getParent())));
    result.warnings().forEach(warning -> console().warn(warning + "."));
    Map<String, JsonNode> object = new LinkedHashMap<>();
    report.json().properties().forEach(field -> object.put(field.getKey(), field.getValue()));
    console().object(object);
  }
}
