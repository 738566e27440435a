package org.likeness.cli.command;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.likeness.classifier.Answer;
import org.likeness.classifier.Classifier;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.classify.Explanation;
import org.likeness.classify.Reason;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.cli.console.Table;
import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.features.Extraction;
import org.likeness.features.FeatureKind;
import org.likeness.features.NetworkEmbedder;
import org.likeness.figure.PictureSheet;
import org.likeness.figure.PictureSheet.Picture;
import org.likeness.io.FileNames;
import org.likeness.pretraining.NetworkName;
import org.likeness.pretraining.RunNetwork;
import org.likeness.run.RunLayout;
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
public final class ClassifyCommand extends CollectionCommandBase {
  private static final int MOST = 1000;
  private static final int BATCH = 128;

  /** What decides the class. */
  enum By {
    CLASSIFIER,
    NEIGHBOURS
  }

  @Mixin private RunArgument run = new RunArgument();

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "IMAGE", description = "Image files.")
  private List<String> images = new ArrayList<>();

  @Mixin private DataArguments data = new DataArguments();

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      description =
          "classifier or neighbours. Default: the classifier where the run has one and no --table is given.")
  private @Nullable By by;

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

  /** What the command classifies with. */
  private record Means(
      Encoder encoder,
      FeatureKind kind,
      Optional<FeatureClassifier> classifier,
      Optional<LabelledBank> bank)
      implements AutoCloseable {
    Explanation explain(float[] vector, int top) {
      Optional<Explanation> near = bank.map(b -> b.neighbours().classify(vector, top));
      List<Answer> answers =
          classifier
              .map(layers -> layers.answers(vector, top))
              .orElseGet(() -> near.orElseThrow().answers());
      return new Explanation(answers, near.map(Explanation::reasons).orElse(List.of()));
    }

    @Override
    public void close() throws IOException {
      if (bank.isPresent()) {
        bank.get().close();
      }
    }
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
    try (Means means = means()) {
      object.put("by", means.classifier().isPresent() ? "classifier" : "neighbours");
      if (images.isEmpty()) {
        classifyAll(means);
      } else {
        classifyFiles(means);
      }
      writeSheet(
          pictures,
          "Left the image and its class, beside it the nearest labelled images, their class and similarity.",
          Math.max(pictures.size(), images.size()),
          "image");
    }
  }

  private Means means() throws IOException {
    RunNetwork network = run.network();
    Optional<RunLayout> layout =
        network.run().filter(found -> network.name().equals(NetworkName.ENCODER));
    Encoder encoder = network.load().encoder();
    Optional<FeatureClassifier> classifier = classifier(layout);
    if (table != null) {
      LabelledBank bank = LabelledBank.of(console(), table, encoder, k, tau);
      if (classifier.isPresent() && classifier.get().features() != bank.features()) {
        bank.close();
        throw new InputException(
            "the classifier takes %s features but %s has %s features: embed the labelled images with --features %s, or use --by neighbours"
                .formatted(
                    classifier.get().features().label(),
                    table,
                    bank.features().label(),
                    classifier.get().features().label()));
      }
      return new Means(encoder, bank.features(), classifier, Optional.of(bank));
    }
    FeatureKind kind = classifier.map(FeatureClassifier::features).orElse(FeatureKind.HEAD);
    return new Means(encoder, kind, classifier, ownBank(layout, encoder, kind, classifier));
  }

  private Optional<FeatureClassifier> classifier(Optional<RunLayout> layout) {
    Optional<Path> file =
        layout.map(found -> found.folder().resolve(Classifier.FILE)).filter(Files::exists);
    if (by == By.NEIGHBOURS || (by == null && (table != null || file.isEmpty()))) {
      return Optional.empty();
    }
    if (file.isEmpty()) {
      throw new InputException(
          "--by classifier needs a run with "
              + Classifier.FILE
              + ": a supervised run writes one, and so does `./likeness evaluate linear` of any run with labels");
    }
    return Optional.of(Classifier.load(file.get()).layers()); // refuses that of another encoder
  }

  /** The run's training images; where a classifier decides, they may be missing. */
  private Optional<LabelledBank> ownBank(
      Optional<RunLayout> layout,
      Encoder encoder,
      FeatureKind kind,
      Optional<FeatureClassifier> classifier)
      throws IOException {
    if (layout.isEmpty()) {
      throw new InputException(
          "an encoder's file has no labelled images: name a run, or labelled images with --table TABLE");
    }
    try {
      return Optional.of(
          shown(
              "Embedding",
              "labelled images",
              progress ->
                  LabelledBank.of(console(), layout.get(), encoder, kind, k, tau, progress)));
    } catch (InputException e) {
      if (classifier.isEmpty()) {
        throw new InputException(
            e.getMessage()
                + " (the labelled images of the run decide; or name others with --table TABLE)",
            e);
      }
      console().warn("No images are shown as the reason, since " + e.getMessage() + ".");
      return Optional.empty();
    }
  }

  private void classifyFiles(Means means) throws IOException {
    Map<String, Explanation> explained = new LinkedHashMap<>();
    List<Map<String, Object>> array = new ArrayList<>();
    for (String name : images) {
      Path file = FileNames.path(name);
      float[] vector =
          means.kind() == FeatureKind.HEAD
              ? means.encoder().embed(file)
              : means.encoder().features(file);
      Explanation explanation = means.explain(vector, top);
      explained.put(name, explanation);
      show(name, explanation);
      array.add(json(name, explanation));
      if (wantsSheet() && pictures.size() < GROUPS_DRAWN) {
        String answer = explanation.answers().get(0).name();
        draw(new Picture(ImageDecoderOf.file(file), answer), explanation, means);
      }
    }
    object.put("images", array);
    writeCsv(
        HEADER, writer -> explained.forEach((name, found) -> writer.accept(cells(name, found))));
  }

  private static final List<String> HEADER =
      List.of("image", "class", "probability", "nearest", "nearest_class", "similarity");

  private static List<String> cells(String name, Explanation explanation) {
    Answer answer = explanation.answers().get(0);
    List<String> cells =
        new ArrayList<>(List.of(name, answer.name(), precise(answer.probability())));
    if (explanation.reasons().isEmpty()) {
      cells.addAll(List.of("", "", ""));
    } else {
      Reason reason = explanation.reasons().get(0);
      cells.addAll(List.of(reason.id(), reason.label(), precise(reason.similarity())));
    }
    return cells;
  }

  private void show(String name, Explanation explanation) {
    console().result(name);
    Table classes = Table.withHeading("class", "probability");
    explanation
        .answers()
        .forEach(answer -> classes.row(answer.name(), percent(answer.probability())));
    console().table(classes);
    if (!explanation.reasons().isEmpty()) {
      Table near = Table.withHeading("nearest labelled images", "class", "similarity");
      explanation
          .reasons()
          .forEach(reason -> near.row(reason.id(), reason.label(), number(reason.similarity())));
      console().table(near);
    }
    console().line("");
  }

  private static Map<String, Object> json(String name, Explanation explanation) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("image", name);
    json.put(
        "answers",
        explanation.answers().stream()
            .map(answer -> Map.of("class", answer.name(), "probability", answer.probability()))
            .toList());
    json.put(
        "reasons",
        explanation.reasons().stream()
            .map(
                reason ->
                    Map.of(
                        "id",
                        reason.id(),
                        "class",
                        reason.label(),
                        "similarity",
                        reason.similarity()))
            .toList());
    return json;
  }

  private void draw(Picture picture, Explanation explanation, Means means) {
    if (means.bank().isEmpty()) {
      return;
    }
    List<Picture> near = new ArrayList<>();
    for (Reason reason : explanation.reasons().stream().limit(TILES_DRAWN).toList()) {
      near.add(
          means
              .bank()
              .get()
              .picture(reason.row(), reason.label() + " " + number(reason.similarity())));
    }
    pictures.add(picture, percent(explanation.answers().get(0).probability()), near);
  }

  /** Streams a data set. */
  private void classifyAll(Means means) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    int[] known = new int[2]; // with a label, of which right
    int[] done = new int[1];
    DataOptions options = data.options(DataOptions.defaults());
    try (Dataset dataset = DataArguments.open(console(), options)) {
      Unusable.warn(console(), dataset);
      writeCsvOrNot(HEADER, writer -> classifyAll(means, dataset, counts, known, done, writer));
    }
    console().result("Classified " + Readable.count(done[0], "image") + ":");
    Table table = Table.withHeading("class", "images");
    counts.entrySet().stream()
        .sorted((a, b) -> b.getValue() - a.getValue())
        .limit(GROUPS_DRAWN)
        .forEach(entry -> table.row(entry.getKey(), Readable.count(entry.getValue())));
    console().table(table);
    object.put("classified", done[0]);
    object.put("classes", counts);
    if (known[0] > 0) {
      double share = (double) known[1] / known[0];
      console()
          .result(
              "%s of %s have the class of their label."
                  .formatted(percent(share), Readable.count(known[0], "labelled image")));
      object.put("labelled", known[0]);
      object.put("agree", share);
    }
  }

  private void classifyAll(
      Means means,
      Dataset dataset,
      Map<String, Integer> counts,
      int[] known,
      int[] done,
      Consumer<List<String>> writer) {
    NetworkEmbedder embedder = new NetworkEmbedder(means.encoder(), means.kind());
    try {
      shown(
          "Classifying",
          "images",
          progress ->
              new Extraction(embedder, LoaderOptions.everyImage(BATCH))
                  .run(
                      dataset,
                      embedder.preprocessing().asView(),
                      0,
                      progress,
                      (batch, indices, next) -> {
                        float[] rows = Tensors.floats(batch);
                        int d = rows.length / indices.length;
                        for (int i = 0; i < indices.length; i++) {
                          int index = Math.toIntExact(indices[i]);
                          float[] row = java.util.Arrays.copyOfRange(rows, i * d, (i + 1) * d);
                          Explanation found = means.explain(row, 1);
                          String answer = requireNonNull(found.answers().get(0)).name();
                          counts.merge(answer, 1, Integer::sum);
                          String label = dataset.labelName(index);
                          known[0] += label.isEmpty() ? 0 : 1;
                          known[1] += label.equals(answer) ? 1 : 0;
                          done[0]++;
                          writer.accept(cells(dataset.info(index).id(), found));
                        }
                      }));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
