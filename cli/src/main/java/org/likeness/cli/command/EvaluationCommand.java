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
import java.util.concurrent.CancellationException;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Interruption;
import org.likeness.cli.console.LateProgress;
import org.likeness.cli.console.Table;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.Parts;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subjects;
import org.likeness.evaluate.Suite;
import org.likeness.evaluate.TotalProgress;
import org.likeness.features.FeatureKind;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;
import org.likeness.io.AtomicFile;
import org.likeness.io.Json;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.SplitOptions;
import org.likeness.random.RandomSource;
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
            + ".json.");
    spec.usageMessage()
        .customSynopsis(call + " RUN [OPTIONS]")
        .description(description.toArray(String[]::new))
        .footerHeading("%nExamples:%n")
        .footer(
            "  " + call + " last", "  " + call + " runs/first --data cifar10 --features backbone");
    spec.defaultValueProvider(
        arg -> arg.paramLabel().equals(FeatureArguments.KIND) ? entry.features().label() : null);
    command.options.addTo(spec, parent);
    return spec;
  }

  @Override
  public Integer call() throws IOException {
    features.check();
    Optional<PretrainRecipe> recipe = run.recipe();
    BoundEvaluation evaluation = new BoundEvaluation(entry, options.bound(usual(recipe)));
    Encoder encoder = Encoder.load(run.encoder());
    DataOptions source =
        data.options(recipe.map(PretrainRecipe::data).orElse(DataOptions.defaults()));
    if (source.source().isEmpty()) {
      throw new InputException(
          "no images are given: add --data DIR, a folder or one of ./likeness datasets");
    }
    try (Dataset dataset = DataArguments.open(console(), source);
        Interruption interruption = new Interruption(TIME_TO_SAVE)) {
      boolean own = recipe.map(PretrainRecipe::data).filter(source::equals).isPresent();
      Dataset images = run.restored(dataset, own, source.maxSkipped());
      if (own && data.name().isEmpty()) {
        run.requireSame(images);
      }
      RandomSource random = new RandomSource(recipe.map(PretrainRecipe::seed).orElse(0L));
      Parts parts =
          parts(images, recipe.map(PretrainRecipe::split).orElse(SplitOptions.defaults()), random);
      evaluation.require(parts); // before anything is embedded
      Suite suite = new Suite(List.of(evaluation), parts, random, features.loader());
      try {
        report(measured(suite, encoder, interruption).with("encoder", encoder.hash()), images);
        return OK;
      } catch (CancellationException e) {
        // Caught while the interruption is open: once it is closed, nothing more is printed.
        console().line("Stopped; nothing was written.");
        return INTERRUPTED;
      }
    }
  }

  /** The options of the run's own summary, if it has them. */
  private Record usual(Optional<PretrainRecipe> recipe) {
    return recipe.stream()
        .flatMap(bound -> bound.summarised().stream())
        .filter(bound -> bound.entry().name().equals(entry.name()))
        .map(BoundEvaluation::options)
        .findFirst()
        .orElse(entry.defaults());
  }

  private Parts parts(Dataset dataset, SplitOptions split, RandomSource random) {
    DataParts parts = DataParts.of(dataset, split, random);
    if (parts.test().size() == 0) {
      throw new InputException(
          "there are no test images, since "
              + dataset.name()
              + " has no test part and the run's split has none: use other images with --data");
    }
    parts.remarks().forEach(remark -> console().line(remark + "."));
    return parts.measured();
  }

  private Report measured(Suite suite, Encoder encoder, Interruption interruption) {
    try (LateProgress bar = new LateProgress(console(), "Measuring", "images");
        Subjects subjects =
            suite.subjects(
                kind -> features.embedder(encoder),
                features.kind() == FeatureKind.PIXELS ? "none" : run.epoch(),
                new TotalProgress(
                    (done, total) -> {
                      bar.to(done, total);
                      return !interruption.isRequested();
                    },
                    suite.images(kind -> features.embedder(encoder))))) {
      Report report = suite.measure(subjects).get(0).report();
      for (Part part : Part.values()) {
        Unusable.warn(console(), subjects.of(entry.features()).skipped(part));
      }
      return report;
    }
  }

  private void report(Report report, Dataset images) throws IOException {
    List<List<String>> rows = entry.reader().table(report);
    Table table = Table.withHeading(rows.get(0).toArray(String[]::new));
    rows.subList(1, rows.size()).forEach(row -> table.row(row.toArray()));
    console().table(table);
    console().line("");
    entry.reader().remarks(report).forEach(console()::line);
    console().line("Protocol: " + report.protocol() + ".");
    if (run.evaluations().isPresent()) {
      write(report, images, run.evaluations().get());
    }
    Map<String, JsonNode> object = new LinkedHashMap<>();
    report.json().properties().forEach(field -> object.put(field.getKey(), field.getValue()));
    console().object(object);
  }

  /**
   * Writes the report to the run folder, and its figure if it has one: {@code knn.json}, or {@code
   * knn-pixels.json} if it is not of the evaluation's default features.
   */
  private void write(Report report, Dataset images, Path folder) throws IOException {
    Files.createDirectories(folder);
    FeatureKind kind = features.kind();
    String name = kind == entry.features() ? entry.name() : entry.name() + "-" + kind.label();
    Path file = folder.resolve(name + ".json");
    AtomicFile.replace(file, Json.pretty(report.json()));
    console().line("Wrote " + file + ".");
    Path stem = folder.resolve(name);
    try {
      Figures.delete(stem); // of an earlier report
      Optional<Figure> figure = entry.reader().figure(report, NamedImages.of(images));
      if (figure.isPresent()) {
        List<Path> files = Figures.write(stem, figure.get());
        console().line("Figure: " + files.get(0) + " and " + files.get(1).getFileName() + ".");
      }
    } catch (RunException e) { // the report is written
      console().warn(e.getMessage() + ".");
    }
  }
}
