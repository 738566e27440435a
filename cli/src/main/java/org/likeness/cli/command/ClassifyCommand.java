package org.likeness.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.likeness.classify.Explanation;
import org.likeness.classify.Reason;
import org.likeness.cli.console.Console;
import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.features.Extraction;
import org.likeness.features.FeatureKind;
import org.likeness.features.NetworkEmbedder;
import org.likeness.figure.PictureSheet;
import org.likeness.figure.PictureSheet.Picture;
import org.likeness.io.FileNames;
import org.likeness.torch.Tensors;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code likeness classify}: classes of images, and the labelled images that say so. */
@CommandLine.Command(
    name = "classify",
    customSynopsis = {
      "./likeness classify RUN IMAGE... [OPTIONS]",
      "./likeness classify RUN --data DIR --out FILE.csv [OPTIONS]"
    },
    description = {
      "Say the class of images, with probability, and show the nearest labelled images as the reason.",
      "",
      "The class is that of the run's classifier (classifier.safetensors, which a supervised run or evaluate linear writes), or else of the nearest labelled images: those of"
          + " --table, or the training images of the run, whose embeddings are kept with the run."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness classify last cat.jpg",
      "  ./likeness classify last *.jpg --by neighbours --table labelled.table",
      "  ./likeness classify last --data ~/unsorted --out classes.csv"
    })
public final class ClassifyCommand extends ReportCommand {
  private static final int MOST = 1000;
  private static final int BATCH = 128;

  @Mixin private RunArgument run = new RunArgument();

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "IMAGE", description = "Image files.")
  private List<String> images = new ArrayList<>();

  @Mixin private DataArguments data = new DataArguments();

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      description =
          "classifier or neighbours. Default: the classifier where the run has one and no --table is given.")
  private ClassSource.@Nullable By by;

  @Option(
      names = "--table",
      paramLabel = "TABLE",
      description = "A table of labelled images by the run's encoder.")
  private @Nullable Path table;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "Classes and nearest images that are shown. Default: 5.")
  private int top = 5;

  @Option(
      names = "-k",
      paramLabel = "K",
      defaultValue = "20",
      description = "Neighbours that vote. Default: 20.")
  private int k = 20;

  @Option(
      names = "--tau",
      paramLabel = "X",
      defaultValue = "0.07",
      description = "Temperature of their votes. Default: 0.07.")
  private double tau = 0.07;

  private final PictureSheet pictures = new PictureSheet("Classes and the nearest labelled images");

  public ClassifyCommand(Console console) {
    super(console);
  }

  @Override
  void run() throws IOException {
    if (top < 1 || top > MOST) {
      throw new InputException("--top must be in [1, " + MOST + "] but is " + top);
    }
    if (images.isEmpty() == data.name().isEmpty()) {
      throw new InputException(
          images.isEmpty()
              ? "there is no image: name image files, or a folder with --data DIR"
              : "name image files or --data DIR, not both");
    }
    for (String image : images) {
      InputFile.require(FileNames.path(image));
    }
    try (ClassSource source = source()) {
      console().line(source.sentence());
      object.put("by", source.classifier().isPresent() ? "classifier" : "neighbours");
      if (images.isEmpty()) {
        classifyAll(source);
      } else {
        classifyFiles(source);
      }
      writeSheet(
          pictures,
          "Left the image and its class, beside it the nearest labelled images, their class and similarity.",
          Math.max(pictures.size(), images.size()),
          "image");
    }
  }

  private ClassSource source() throws IOException {
    return new ClassSource.Opening(
            this, Optional.ofNullable(by), Optional.ofNullable(table), k, tau)
        .open(run.network());
  }

  private void classifyFiles(ClassSource source) throws IOException {
    Map<String, Explanation> explained = new LinkedHashMap<>();
    List<Map<String, Object>> array = new ArrayList<>();
    for (String name : images) {
      Path file = FileNames.path(name);
      float[] vector =
          source.kind() == FeatureKind.HEAD
              ? source.encoder().embed(file)
              : source.encoder().features(file);
      Explanation explanation = source.explain(vector, top);
      explained.put(name, explanation);
      Explained.show(console(), name, explanation);
      array.add(Explained.json(name, explanation));
      if (wantsSheet() && pictures.size() < GROUPS_DRAWN) {
        String answer = explanation.answers().get(0).name();
        draw(new Picture(ImageDecoderOf.file(file), answer), explanation, source);
      }
    }
    object.put("images", array);
    writeCsv(
        Explained.HEADER,
        writer -> explained.forEach((name, found) -> writer.accept(Explained.cells(name, found))));
  }

  private void draw(Picture picture, Explanation explanation, ClassSource source) {
    if (source.bank().isEmpty()) {
      return;
    }
    List<Picture> near = new ArrayList<>();
    for (Reason reason : explanation.reasons().stream().limit(TILES_DRAWN).toList()) {
      near.add(
          source
              .bank()
              .get()
              .picture(reason.row(), reason.label() + "\n" + number(reason.similarity())));
    }
    pictures.add(picture, percent(explanation.answers().get(0).probability()), near);
  }

  private void classifyAll(ClassSource source) throws IOException {
    ClassCounts counts = new ClassCounts();
    DataOptions options = data.options(DataOptions.defaults());
    try (Dataset dataset = DataArguments.open(console(), options)) {
      Unusable.warn(console(), dataset);
      writeCsvOrNot(Explained.HEADER, writer -> classifyAll(source, dataset, counts, writer));
    }
    counts.report(console(), object);
  }

  /** Goes through a data set batch by batch. */
  private void classifyAll(
      ClassSource source, Dataset dataset, ClassCounts counts, Consumer<List<String>> writer)
      throws IOException {
    NetworkEmbedder embedder = new NetworkEmbedder(source.encoder(), source.kind());
    Extraction extraction = new Extraction(embedder, LoaderOptions.everyImage(BATCH));
    shown(
        "Classifying",
        "images",
        progress ->
            extraction.run(
                dataset,
                embedder.preprocessing().asView(),
                0,
                progress,
                (batch, indices, next) -> {
                  float[] rows = Tensors.floats(batch);
                  int d = rows.length / indices.length;
                  for (int i = 0; i < indices.length; i++) {
                    int index = Math.toIntExact(indices[i]);
                    float[] row = Arrays.copyOfRange(rows, i * d, (i + 1) * d);
                    Explanation found = source.explain(row, 1);
                    counts.add(found.answers().get(0).name(), dataset.labelName(index));
                    writer.accept(Explained.cells(dataset.info(index).id(), found));
                  }
                }));
  }
}
