package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.likeness.classifier.Classifier;
import org.likeness.classifier.FeatureClassifier;
import org.likeness.data.DataFingerprint;
import org.likeness.data.Dataset;
import org.likeness.data.SkippedImage;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.data.source.DownloadProgress;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.BoundEvaluation;
import org.likeness.evaluate.EvaluationEntry;
import org.likeness.evaluate.Part;
import org.likeness.evaluate.PartVectors;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Subjects;
import org.likeness.evaluate.Suite;
import org.likeness.evaluate.TotalProgress;
import org.likeness.evaluations.Evaluations;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import org.likeness.random.RandomSource;
import org.likeness.run.RunLayout;
import org.likeness.table.TableFolder;

/**
 * Evaluates a network of a run, or an encoder, as {@code ./likeness evaluate} does: on the images
 * of the run in its split, or on others, with the options of the run's summary unless others are
 * given. The report and its figure are written to the run.
 *
 * <pre>
 *   RunNetwork network = RunNetwork.find(RunLayout.RUNS, "first@last");
 *   Report report = RunEvaluation.of(network, "knn").run().report();
 * </pre>
 */
public final class RunEvaluation {
  /** Images that pass the network at once, where nothing else is said. */
  public static final int USUAL_BATCH = 128;

  /** Bytes of all tables of embeddings that are kept with a run. */
  private static final long MOST_KEPT = 1L << 30;

  private final RunNetwork network;
  private final Optional<PretrainRecipe> recipe;
  private final EvaluationEntry<?> entry;
  private Record options;
  private FeatureKind features;
  private Optional<DataOptions> given = Optional.empty();
  private int batch = USUAL_BATCH;
  private FeatureProgress progress = FeatureProgress.NONE;
  private DownloadProgress downloads = (file, bytes, total) -> {};
  private Consumer<String> announcements = sentence -> {};

  private RunEvaluation(RunNetwork network, EvaluationEntry<?> entry) {
    this.network = requireNonNull(network, "network is null");
    this.entry = requireNonNull(entry, "entry is null");
    this.recipe = network.recipe();
    this.options = usualOptions();
    this.features = usualFeatures();
  }

  /**
   * An evaluation of a network with the usual options; nothing is loaded yet.
   *
   * @throws InputException if the run's recipe cannot be read
   */
  public static RunEvaluation of(RunNetwork network, EvaluationEntry<?> entry) {
    return new RunEvaluation(network, entry);
  }

  /**
   * The same by the name of the evaluation.
   *
   * @throws InputException also if there is no such evaluation
   */
  public static RunEvaluation of(RunNetwork network, String evaluation) {
    return of(network, Evaluations.named(evaluation));
  }

  /** The options of the run's own summary, if it has them; else the evaluation's defaults. */
  public Record usualOptions() {
    return recipe.stream()
        .flatMap(bound -> bound.summarised().stream())
        .filter(bound -> bound.entry().name().equals(entry.name()))
        .map(BoundEvaluation::options)
        .findFirst()
        .orElse(entry.defaults());
  }

  /** The features of the run's summary; the evaluation's own for the file of an encoder. */
  public FeatureKind usualFeatures() {
    return recipe.map(bound -> bound.summaryFeatures(entry.features())).orElse(entry.features());
  }

  /** Sets the options of the evaluation. */
  public RunEvaluation options(Record evaluationOptions) {
    this.options = requireNonNull(evaluationOptions, "evaluationOptions is null");
    return this;
  }

  /** Sets the features. */
  public RunEvaluation features(FeatureKind kind) {
    this.features = requireNonNull(kind, "kind is null");
    return this;
  }

  /** Sets the images, instead of those of the run. */
  public RunEvaluation data(DataOptions images) {
    this.given = Optional.of(images);
    return this;
  }

  /** Sets the number of images that pass the network at once. */
  public RunEvaluation batch(int images) {
    if (images < 1) {
      throw new IllegalArgumentException("batch must be at least 1 but is " + images);
    }
    this.batch = images;
    return this;
  }

  /** Sets what receives the progress of all work on images, and may cancel it. */
  public RunEvaluation progress(FeatureProgress heard) {
    this.progress = requireNonNull(heard, "heard is null");
    return this;
  }

  /** Sets what receives what the evaluation says before its work, such as its need of memory. */
  public RunEvaluation announcements(Consumer<String> heard) {
    this.announcements = requireNonNull(heard, "heard is null");
    return this;
  }

  /** Sets what receives the progress of a download. */
  public RunEvaluation downloads(DownloadProgress heard) {
    this.downloads = requireNonNull(heard, "heard is null");
    return this;
  }

  /**
   * Opens the images, measures, and writes the report.
   *
   * @throws InputException if the network or the images cannot be used
   * @throws RunException if too many images cannot be decoded, or the report cannot be written
   * @throws java.util.concurrent.CancellationException if the progress cancels it; nothing is
   *     written
   */
  public RunReport run() {
    BoundEvaluation evaluation = new BoundEvaluation(entry, options);
    Optional<LoadedNetwork> loaded =
        network.needsImages() ? Optional.empty() : Optional.of(network.load());
    DataOptions source =
        given.or(() -> recipe.map(PretrainRecipe::data)).orElse(DataOptions.defaults());
    if (source.source().isEmpty()) {
      throw new InputException(
          "no images are given: add --data DIR, a folder or one of ./likeness datasets");
    }
    try (Dataset dataset = Datasets.open(source.source(), source, downloads)) {
      boolean same = recipe.map(PretrainRecipe::data).filter(source::equals).isPresent();
      Dataset images =
          same
              ? OwnImages.restored(network.run().orElseThrow(), dataset, source.maxSkipped())
              : dataset;
      if (given.isEmpty()) {
        OwnImages.requireSame(network.run().orElseThrow(), images);
      }
      Optional<TrainingSplit> known =
          recipe.isPresent()
              ? Optional.empty()
              : loaded
                  .flatMap(each -> each.encoder().trainingData())
                  .flatMap(data -> TrainingSplit.of(data, images));
      DataParts parts = parts(images, known);
      evaluation.require(parts.measured());
      boolean own =
          given.isEmpty() || network.run().flatMap(run -> OwnImages.are(run, images)).orElse(same);
      LoadedNetwork measured = loaded.orElseGet(() -> own ? network.load(parts) : network.load());
      Optional<LearnedImages> learned =
          own || known.isPresent() || features == FeatureKind.PIXELS
              ? Optional.empty()
              : measured
                  .encoder()
                  .trainingData()
                  .flatMap(data -> LearnedImages.among(parts.test(), images, data, network.run()));
      ReportName name = written(images, source, own);
      return measure(evaluation, measured, new Material(parts, own, random(known), learned, name));
    } catch (IOException e) {
      throw new RunException(source.source() + " cannot be closed: " + e.getMessage(), e);
    }
  }

  /** In the split of the run, or in that which the encoder's file has of these images. */
  private DataParts parts(Dataset images, Optional<TrainingSplit> known) {
    SplitOptions split =
        recipe
            .map(PretrainRecipe::split)
            .or(() -> known.map(TrainingSplit::options))
            .orElse(SplitOptions.defaults());
    DataParts parts = DataParts.of(images, split, random(known));
    if (parts.test().size() == 0) {
      throw new InputException(
          "there are no test images, since "
              + images.name()
              + " has no test part and the run's split has none: use images with a test part, or more of them, with --data, or train with a larger split.test-share");
    }
    return parts;
  }

  private RandomSource random(Optional<TrainingSplit> known) {
    return new RandomSource(
        recipe.map(PretrainRecipe::seed).or(() -> known.map(TrainingSplit::seed)).orElse(0L));
  }

  private ReportName written(Dataset images, DataOptions source, boolean own) {
    ReportName name =
        new ReportName(
            entry.name(),
            features == usualFeatures() ? Optional.empty() : Optional.of(features),
            Optional.empty(),
            ReportName.differences(options, usualOptions()),
            network.name());
    return own ? name : name.on(images, source);
  }

  private RunReport measure(BoundEvaluation evaluation, LoadedNetwork measured, Material material) {
    DataParts parts = material.parts();
    Suite suite =
        new Suite(
            List.of(evaluation),
            parts.measured(),
            material.random(),
            LoaderOptions.everyImage(batch));
    Encoder encoder = measured.encoder();
    Embedder embedder =
        features == FeatureKind.PIXELS
            ? new PixelEmbedder(encoder.preprocessing())
            : new NetworkEmbedder(encoder, features);
    FeatureProgress total = new TotalProgress(progress, suite.images(kind -> embedder));
    String epoch = features == FeatureKind.PIXELS ? "none" : measured.epoch();
    String hash = encoder.hash();
    Optional<KeptVectors> vectors =
        network
            .run()
            .map(run -> new TableFolder(run.embeddings(), MOST_KEPT))
            .map(tables -> new KeptVectors(tables, network.name(), hash, parts.whole()));
    PartVectors embedded = vectors.map(PartVectors.class::cast).orElse(PartVectors.COMPUTED);
    PartVectors source = new RunVectors(embedded, network, hash, parts, material.own());
    try (Subjects subjects = suite.subjects(kind -> embedder, epoch, total, source)) {
      entry.announcement(options, subjects.of(entry.features())).ifPresent(announcements);
      Report report = described(suite.measure(subjects).get(0).report(), hash, material);
      List<SkippedImage> skipped =
          Stream.of(Part.values())
              .flatMap(part -> subjects.of(entry.features()).skipped(part).stream())
              .toList();
      Optional<ReportFiles> files =
          network
              .run()
              .map(RunLayout::evaluations)
              .map(
                  folder ->
                      ReportFiles.write(
                          folder, material.name().text(), report, entry.reader(), parts.whole()));
      Optional<FeatureClassifier> trained = subjects.of(entry.features()).classifier();
      Optional<Path> kept = trained.filter(c -> material.name().isUsual()).flatMap(this::keep);
      return new RunReport(
          entry,
          report,
          files.map(ReportFiles::file),
          files.map(ReportFiles::figure).orElse(List.of()),
          kept,
          Stream.of(
                  parts.remarks().stream(),
                  material.learned().map(LearnedImages::remark).stream(),
                  vectors.flatMap(KeptVectors::remark).stream(),
                  notKept(trained, kept, material.name()).stream())
              .flatMap(sentences -> sentences)
              .toList(),
          files.flatMap(ReportFiles::warning).stream().toList(),
          skipped);
    }
  }

  /** Writes a classifier that the usual evaluation trained beside the encoder of the run. */
  private Optional<Path> keep(FeatureClassifier classifier) {
    return network
        .run()
        .map(RunLayout::folder)
        .filter(folder -> Classifier.save(folder, classifier))
        .map(folder -> folder.resolve(Classifier.FILE));
  }

  /** Why a classifier that was trained is not a file of the run. */
  private Optional<String> notKept(
      Optional<FeatureClassifier> trained, Optional<Path> written, ReportName name) {
    return trained
        .filter(classifier -> network.run().isPresent() && written.isEmpty())
        .map(
            classifier ->
                "The classifier is not written: "
                    + Classifier.FILE
                    + (name.isUsual()
                        ? " of the run was trained together with its encoder and stays"
                        : " is written by evaluations of the run's encoder and own images with the usual features and options alone"));
  }

  private Report described(Report report, String hash, Material material) {
    Dataset images = material.parts().whole();
    Report described =
        report
            .with("encoder", hash)
            .with("data", images.name())
            .with("data_hash", DataFingerprint.of(images).hash());
    if (!network.name().equals(NetworkName.ENCODER)) {
      described = described.with("network", network.name().text());
    }
    if (recipe.isPresent() && features != FeatureKind.PIXELS) {
      described = described.of(recipe.get().method().title(), network.run().orElseThrow().name());
    }
    Optional<LearnedImages> learned = material.learned();
    return learned.isPresent() ? described.with("learned_from", learned.get().json()) : described;
  }

  /**
   * What is measured, and where it is written.
   *
   * @param own whether the images are those of the run
   * @param learned test images that the encoder may have learned from
   */
  private record Material(
      DataParts parts,
      boolean own,
      RandomSource random,
      Optional<LearnedImages> learned,
      ReportName name) {}
}
