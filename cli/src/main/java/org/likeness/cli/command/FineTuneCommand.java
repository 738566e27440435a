package org.likeness.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.cli.console.Table;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.ReportReader;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.finetune.FineTuneListener;
import org.likeness.finetune.FineTuneOptions;
import org.likeness.finetune.FineTuneProtocol;
import org.likeness.finetune.FineTuning;
import org.likeness.io.AtomicFile;
import org.likeness.io.Json;
import org.likeness.pretraining.NetworkName;
import org.likeness.pretraining.OwnImages;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.ReportName;
import org.likeness.run.RunLayout;
import picocli.CommandLine.Mixin;

/** What {@link EvaluateFinetuneCommand} and {@link EvaluateSemiCommand} have in common. */
abstract class FineTuneCommand extends Command {
  private static final Duration TIME_TO_SAVE = Duration.ofMinutes(2);

  @Mixin private RunArgument run = new RunArgument();
  @Mixin private DataArguments data = new DataArguments();
  @Mixin private FineTuneArguments arguments = new FineTuneArguments();

  FineTuneCommand(Console console) {
    super(console);
  }

  /** The protocol of this command where none is named. */
  abstract FineTuneProtocol usual();

  /** Trains and measures; empty if it was stopped. */
  abstract Optional<Report> report(FineTuning tuning, FineTuneListener listener);

  abstract ReportReader reader();

  /** Name of the report. */
  abstract String evaluation();

  /** What else differs from the usual report, each as {@code key=value}. */
  List<String> settings() {
    return List.of();
  }

  @Override
  public final Integer call() throws IOException {
    FineTuneOptions options = arguments.options(usual());
    RunLayout layout =
        run.network()
            .run()
            .orElseThrow(
                () ->
                    new InputException(
                        "fine-tuning needs a run, not the file of an encoder: name its folder, or last"));
    PretrainRecipe recipe = run.network().recipe().orElseThrow();
    Encoder encoder = run.network().load().encoder();
    DataOptions source = data.options(recipe.data());
    try (Dataset dataset = DataArguments.open(console(), source)) {
      boolean same = source.equals(recipe.data());
      Dataset images = same ? OwnImages.restored(layout, dataset, source.maxSkipped()) : dataset;
      if (same) {
        OwnImages.requireSame(layout, images);
      }
      FineTuning tuning =
          new FineTuning(
              layout,
              recipe,
              weights(layout, run.network().name(), encoder),
              encoder.hash(),
              source,
              images,
              options);
      boolean own = OwnImages.are(layout, images).orElse(same);
      return report(tuning, layout.evaluations(), name(own, images, source, options));
    }
  }

  /** The run's file, or that of another of its networks, which is written. */
  private static Path weights(RunLayout layout, NetworkName name, Encoder encoder) {
    if (name.equals(NetworkName.ENCODER)) {
      return layout.folder().resolve("encoder.safetensors");
    }
    Path file = layout.folder().resolve("finetune").resolve(name.text() + ".safetensors");
    encoder.save(file);
    return file;
  }

  private String name(boolean own, Dataset images, DataOptions source, FineTuneOptions options) {
    FineTuneOptions usual = FineTuneOptions.defaults().withProtocol(usual());
    List<String> settings = new ArrayList<>(ReportName.differences(options, usual));
    settings.addAll(settings());
    ReportName name = ReportName.of(evaluation(), settings, run.network().name());
    return (own ? name : name.on(images, source)).text();
  }

  private int report(FineTuning tuning, Path folder, String name) throws IOException {
    try (Interruption interruption = new Interruption(TIME_TO_SAVE, tuning::stop);
        FineTuneDisplay display = new FineTuneDisplay(console())) {
      Optional<Report> report = report(tuning, display);
      if (report.isEmpty()) {
        console().line("Stopped; what was trained is saved, and the same command goes on.");
        return INTERRUPTED;
      }
      show(report.get(), folder, name);
      return OK;
    }
  }

  private void show(Report report, Path folder, String name) throws IOException {
    console().line("");
    console().table(Table.of(reader().table(report)));
    console().line("");
    console().line("Protocol: " + report.protocol() + ".");
    Files.createDirectories(folder);
    Path file = folder.resolve(name + ".json");
    AtomicFile.replace(file, Json.pretty(report.json()));
    console().line("Wrote " + file + ".");
    draw(report, folder.resolve(name));
    Map<String, JsonNode> object = new LinkedHashMap<>();
    report.json().properties().forEach(field -> object.put(field.getKey(), field.getValue()));
    console().object(object);
  }

  private void draw(Report report, Path stem) {
    try {
      Figures.delete(stem); // of an earlier report
      Optional<Figure> drawn = reader().figure(report);
      if (drawn.isPresent()) {
        List<Path> files = Figures.write(stem, drawn.get());
        console().line("Figure: " + files.get(0) + " and " + files.get(1).getFileName() + ".");
      }
    } catch (RunException e) { // the report is written
      console().warn(e.getMessage() + ".");
    }
  }
}
