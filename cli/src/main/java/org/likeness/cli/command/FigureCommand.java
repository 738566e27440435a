package org.likeness.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.likeness.cli.console.Console;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.evaluate.Report;
import org.likeness.experiment.ReportFigures;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.figure.NamedImages;
import org.likeness.image.Image;
import org.likeness.image.ImageDecoder;
import org.likeness.io.FileNames;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.RunPaths;
import org.likeness.run.RunLayout;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code likeness figure}: draws the figure of one report again, or one of several reports. */
@CommandLine.Command(
    name = "figure",
    customSynopsis = "./likeness figure REPORT... [OPTIONS]",
    description = {
      "Draw the figure of an evaluation's report, as PNG and SVG.",
      "",
      "Several reports of one evaluation, such as those of several epochs, have one figure. Images are those of the run in whose folder the"
          + " first report is, unless --data names others."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness figure runs/first/evaluations/knn.json",
      "  ./likeness figure epoch-5.json epoch-20.json --out neighbours"
    })
public final class FigureCommand extends Command {
  private static final String JSON = ".json";

  @Parameters(
      paramLabel = "REPORT",
      arity = "1..*",
      description = "The JSON file of a report; below RUN/evaluations for a run.")
  private List<Path> reports = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "NAME",
      description =
          "The figure's files without .png and .svg. Default: beside the report; needed for several reports.")
  private @Nullable Path out;

  @Mixin private DataArguments data = new DataArguments();

  public FigureCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    Path stem = stem();
    for (Path report : reports) {
      if (report.endsWith(RunLayout.VERDICT)) {
        throw new InputException(report + " is a verdict, which has no figure");
      }
    }
    List<Report> read = reports.stream().map(Report::read).toList();
    try (Images images = new Images()) {
      Figure figure =
          ReportFigures.of(read, images)
              .orElseThrow(() -> new InputException(reports.get(0) + " has no figure"));
      String written = OutputFile.written(stem.resolveSibling(stem.getFileName() + ".png"));
      List<Path> files = Figures.write(stem, figure);
      console().result(written + " and " + files.get(1).getFileName() + ".");
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("files", files.stream().map(Path::toString).toList());
      console().object(object);
    }
    return OK;
  }

  private Path stem() {
    if (out != null) {
      OutputFile.require("out", out);
      return out;
    }
    Path file = reports.get(0);
    if (reports.size() > 1) {
      throw new InputException("the figure of several reports needs a name: add --out NAME");
    }
    String name = String.valueOf(file.getFileName());
    return file.resolveSibling(
        name.endsWith(JSON) ? name.substring(0, name.length() - JSON.length()) : name);
  }

  /** The images of {@code --data}, else of the run; opened where a figure shows images. */
  private final class Images implements NamedImages, AutoCloseable {
    private @Nullable Dataset dataset;
    private @Nullable NamedImages named;

    @Override
    public Image image(String id) {
      Path file = FileNames.path(id);
      if (file.isAbsolute()) { // named by a command, such as responses
        return decoded(file);
      }
      if (named == null) {
        dataset = DataArguments.open(console(), source());
        named = NamedImages.of(dataset);
      }
      return named.image(id);
    }

    private static Image decoded(Path file) {
      try {
        return ImageDecoder.decode(Files.readAllBytes(file), file.toString());
      } catch (IOException e) {
        throw InputFile.unreadable(file, e);
      }
    }

    private DataOptions source() {
      if (data.name().isPresent()) {
        return data.options(DataOptions.defaults());
      }
      RunLayout run =
          new RunLayout(reports.get(0).toAbsolutePath().resolveSibling("..").normalize());
      if (!run.exists()) {
        throw new InputException(
            "the figure shows images, but %s is not in the folder of a run: name the images with --data DIR"
                .formatted(reports.get(0)));
      }
      PretrainRecipe recipe = RunPaths.recipe(run);
      return data.options(recipe.data());
    }

    @Override
    public void close() throws IOException {
      if (dataset != null) {
        dataset.close();
      }
    }
  }
}
