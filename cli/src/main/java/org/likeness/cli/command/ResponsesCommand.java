package org.likeness.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.likeness.classifier.Answer;
import org.likeness.classifier.Classifier;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Table;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.responses.Responses;
import org.likeness.figure.Figures;
import org.likeness.figure.ResponseSheet;
import org.likeness.image.Image;
import org.likeness.io.AtomicFile;
import org.likeness.io.FileNames;
import org.likeness.io.Json;
import org.likeness.run.RunLayout;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code likeness responses}: the classes with which a run's classifier answers to images. */
@CommandLine.Command(
    name = "responses",
    customSynopsis = "./likeness responses RUN IMAGE... [OPTIONS]",
    description = {
      "Show the classes with which the classifier of a run answers to images, and their probabilities as bars.",
      "",
      "The classifier is classifier.safetensors in the folder of the run: a supervised run writes it, and so does evaluate linear."
          + " The report is evaluations/responses.json in that folder, from which ./likeness figure draws the figure again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness responses last cat.jpg",
      "  ./likeness responses runs/first *.jpg --top 10 --out answers.png"
    })
public final class ResponsesCommand extends Command {
  private static final int BAR = 30; // characters
  private static final int MOST = 1000;

  @Mixin private RunArgument run = new RunArgument();

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "IMAGE", description = "Image files.")
  private List<String> images = new ArrayList<>();

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "Number of classes for each image. Default: 5.")
  private int top = 5;

  @Option(
      names = "--out",
      paramLabel = "FILE.png",
      description =
          "The figure to write, and an SVG beside it. Default: figures/responses.png in the folder of the run.")
  private @Nullable Path out;

  public ResponsesCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() throws IOException {
    if (top < 1 || top > MOST) {
      throw new InputException("--top must be in [1, " + MOST + "] but is " + top);
    }
    RunLayout layout = run.requireRun("responses");
    Path source = layout.folder();
    Path figure = out == null ? source.resolve("figures").resolve("responses.png") : out;
    OutputFile.requirePng("out", figure);
    Classifier classifier = Classifier.load(source);
    List<ResponseSheet.Row> rows = new ArrayList<>();
    Responses responses = new Responses(classifier.layers());
    ArrayNode answered = Json.object().putArray("images");
    for (String name : images) {
      Path file = FileNames.path(name);
      Image image = classifier.encoder().image(file);
      List<Answer> answers = classifier.classify(image, top);
      rows.add(row(file, image, answers));
      show(name, answers);
      add(answered.addObject(), name, answers);
      responses.add(file.toAbsolutePath().normalize().toString(), Optional.empty(), answers);
    }
    Path report = write(layout, responses.report("from files", top));
    boolean drawn = write(figure, rows);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("classifier", classifier.layers().origin());
    object.put("features", classifier.layers().features().label());
    object.put("encoder", classifier.layers().encoder());
    object.put("images", answered);
    object.put("report", report.toString());
    if (drawn) {
      object.put("figure", figure.toString());
    }
    console().object(object);
    return OK;
  }

  private static ResponseSheet.Row row(Path file, Image image, List<Answer> answers) {
    List<ResponseSheet.Bar> bars =
        answers.stream()
            .map(answer -> new ResponseSheet.Bar(answer.name(), answer.probability()))
            .toList();
    return new ResponseSheet.Row(image, String.valueOf(file.getFileName()), bars);
  }

  private void show(String name, List<Answer> answers) {
    console().result(name);
    Table table = Table.withoutHeading();
    for (Answer answer : answers) {
      table.row(
          answer.name(),
          String.format(Locale.ROOT, "%.1f %%", 100 * answer.probability()),
          "#".repeat((int) Math.round(BAR * answer.probability())));
    }
    console().table(table);
    console().line("");
  }

  private static void add(ObjectNode object, String name, List<Answer> answers) {
    object.put("image", name);
    ArrayNode array = object.putArray("answers");
    for (Answer answer : answers) {
      array.addObject().put("class", answer.name()).put("probability", answer.probability());
    }
  }

  private Path write(RunLayout run, Report report) throws IOException {
    Files.createDirectories(run.evaluations());
    Path file = run.evaluations().resolve(Responses.NAME + ".json");
    AtomicFile.replace(file, Json.pretty(report.json()));
    console().line("Wrote " + file + ".");
    return file;
  }

  /** A figure that cannot be written is a warning and gives false: the answers are printed. */
  private boolean write(Path figure, List<ResponseSheet.Row> rows) {
    try {
      Path stem =
          figure.resolveSibling(String.valueOf(figure.getFileName()).replaceFirst("\\.png$", ""));
      List<Path> files = Figures.write(stem, new ResponseSheet("Answers of the classifier", rows));
      console().line("Figure: " + files.get(0) + " and " + files.get(1).getFileName() + ".");
      return true;
    } catch (RunException e) {
      console().warn(e.getMessage() + ".");
      return false;
    }
  }
}
