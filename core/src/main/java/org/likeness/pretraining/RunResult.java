package org.likeness.pretraining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.likeness.data.Skips;
import org.likeness.encoder.Encoder;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.TotalProgress;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import org.likeness.figure.Figure;
import org.likeness.figure.Figures;
import org.likeness.io.AtomicFile;
import org.likeness.io.Json;
import org.likeness.method.Method;
import org.likeness.random.RandomSource;
import org.likeness.run.RunDirectory;
import org.likeness.run.RunLayout;
import org.likeness.run.SkippedList;
import org.likeness.train.BestEpoch;
import org.likeness.train.Metrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result of a run: its encoder, what that is worth on the test images, and the figure, with
 * their files.
 */
final class RunResult {
  private static final Logger LOG = LoggerFactory.getLogger(RunResult.class);

  private static final String NEIGHBOURS = "neighbours";
  private static final String CURVES = "curves";
  private static final String LAST = "last";
  private static final String UNMEASURED = "the network of the last epoch is not measured: ";

  private final PretrainRecipe recipe;
  private final DataParts parts;
  private final RunDirectory directory;
  private final RandomSource random;

  RunResult(PretrainRecipe recipe, DataParts parts, RunDirectory directory, RandomSource random) {
    this.recipe = recipe;
    this.parts = parts;
    this.directory = directory;
    this.random = random;
  }

  /** Refuses images that an evaluation of the recipe cannot measure. */
  void require() {
    measurement().require();
  }

  /**
   * Saves the encoder, evaluates it and what it is compared with, and writes figure and summary.
   * The summary comes last, since a run that has one is complete.
   *
   * @param method whose classifier, if it trained one, is saved beside the encoder
   * @param best the epoch of the encoder; empty for the last one
   * @throws RunException if the folder was deleted meanwhile, or cannot be written
   */
  Summary write(Encoder encoder, Method method, Optional<BestEpoch> best, FeatureProgress heard) {
    long start = System.nanoTime();
    forgetSummary(); // it belongs to an earlier encoder, if measuring is interrupted
    encoder.save(encoderFile());
    TrainedClassifier.save(
        directory.layout().folder(), method, encoder, parts.whole().classNames());
    Measurement measurement = measurement();
    NeighbourFigure figure = new NeighbourFigure(measurement.test(), random);
    List<Column> columns = List.of();
    if (measurement.possible()) {
      try {
        columns = columns(measurement, encoder, best, heard, figure);
      } catch (InputException e) { // too few of the test images can be decoded
        figure = new NeighbourFigure(measurement.test(), random);
        measurement.refused(e);
      } finally {
        if (directory.isPresent()) {
          SkippedList.add(directory.layout().skipped(), Skips.of(parts.whole()));
        }
      }
    }
    int epochs = recipe.train().epochs();
    Summary summary =
        new Summary(
            directory.layout().folder(),
            recipe.method().title(),
            best.map(BestEpoch::epoch).orElse(epochs),
            epochs,
            best.map(this::choice).orElse(LAST),
            measurement.test().size(),
            columns,
            measurement.leftOut(),
            (System.nanoTime() - start) / 1e9,
            Optional.empty());
    directory.requirePresent();
    summary = summary.with(RunVerdict.of(directory.layout(), recipe, summary.json()));
    try {
      draw(figure);
    } finally { // no failure of the figure costs the numbers
      write(summary);
    }
    card();
    return summary;
  }

  private List<Column> columns(
      Measurement measurement,
      Encoder encoder,
      Optional<BestEpoch> best,
      FeatureProgress heard,
      NeighbourFigure figure) {
    Function<FeatureKind, Embedder> pixels = kind -> new PixelEmbedder(recipe.preprocessing());
    Function<FeatureKind, Embedder> trained = embedders(encoder);
    Optional<Encoder> last = lastEpoch(best);
    int networks = last.isPresent() ? 3 : 2;
    long images = measurement.images(pixels) + networks * measurement.images(trained);
    Encoder before =
        UntrainedNetwork.of(
            recipe,
            parts.train(),
            recipe.train().device(),
            (done, total) -> heard.proceed(0, (int) Math.min(Integer.MAX_VALUE, images)));
    FeatureProgress progress = new TotalProgress(heard, images);
    String beforeName = recipe.init().isEmpty() ? "untrained" : "before training";
    List<Column> columns = new ArrayList<>();
    columns.add(measurement.column("raw pixels", pixels, "none", progress, figure::add));
    columns.add(
        measurement.column(beforeName, embedders(before), "untrained", progress, figure::add));
    String epoch = best.isPresent() ? "best" : LAST;
    columns.add(measurement.column("trained", trained, epoch, progress, figure::add));
    last.flatMap(network -> lastColumn(measurement, network, progress))
        .ifPresent(column -> columns.add(columns.size() - 1, column));
    return columns;
  }

  /** Measured after the others, since a network that diverged may have no measurable embeddings. */
  private Optional<Column> lastColumn(
      Measurement measurement, Encoder last, FeatureProgress progress) {
    try {
      return Optional.of(
          measurement.column(
              Summary.LAST_EPOCH, embedders(last), LAST, progress, (name, head) -> {}));
    } catch (InputException | RunException e) {
      LOG.warn(UNMEASURED + e.getMessage());
      return Optional.empty();
    }
  }

  private Function<FeatureKind, Embedder> embedders(Encoder encoder) {
    return kind -> new NetworkEmbedder(encoder, recipe.summaryFeatures(kind));
  }

  /** The network after the last epoch where another epoch is the best one. */
  private Optional<Encoder> lastEpoch(Optional<BestEpoch> best) {
    if (best.isEmpty() || best.get().epoch() == recipe.train().epochs()) {
      return Optional.empty();
    }
    try {
      LoadedNetwork last = RunNetwork.of(directory.layout(), NetworkName.LAST).load();
      if (last.epoch().equals(Integer.toString(best.get().epoch()))) {
        return Optional.empty(); // training ended early, by train.patience
      }
      recipe.train().device().move(last.encoder().network().weights().values());
      return Optional.of(last.encoder());
    } catch (InputException e) { // its checkpoint was removed or is damaged
      LOG.warn(UNMEASURED + e.getMessage());
      return Optional.empty();
    }
  }

  private String choice(BestEpoch best) {
    return "best %s on the validation part of %d images"
        .formatted(best.metric(), parts.validation().size());
  }

  private Measurement measurement() {
    return new Measurement(
        parts, recipe.summary(), recipe.summarised(), random, recipe.train().workers());
  }

  private void draw(NeighbourFigure neighbours) {
    draw(NEIGHBOURS, neighbours::figure);
    draw(CURVES, this::curves);
  }

  private Optional<Figure> curves() {
    RunLayout layout = directory.layout();
    return RunCurves.of(Metrics.read(layout.metrics()), layout.name());
  }

  /** A figure that cannot be drawn or written is only a warning. */
  private void draw(String name, Supplier<Optional<Figure>> figure) {
    Path stem = directory.layout().figures().resolve(name);
    try {
      Figures.delete(stem); // of an earlier encoder
      figure.get().ifPresent(drawn -> Figures.write(stem, drawn));
    } catch (RunException | InputException e) {
      LOG.warn(e.getMessage());
    }
  }

  /** A card that cannot be written is only a warning. */
  private void card() {
    try {
      RunCard.write(directory.layout());
    } catch (RunException | InputException e) {
      LOG.warn(e.getMessage());
    }
  }

  private void forgetSummary() {
    for (Path file : List.of(summaryFile(), directory.layout().verdict())) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw RunException.unwritable(file, e);
      }
    }
  }

  private void write(Summary summary) {
    try {
      AtomicFile.replace(summaryFile(), Json.pretty(summary.json()));
    } catch (IOException e) {
      throw RunException.unwritable(summaryFile(), e);
    }
  }

  /** True if {@link #write} was completed, in this process or an earlier one. */
  boolean isWritten() {
    return Files.exists(summaryFile()) && Files.exists(encoderFile());
  }

  Path summaryFile() {
    return directory.layout().summary();
  }

  Path encoderFile() {
    return directory.layout().folder().resolve("encoder.safetensors");
  }

  Path neighbourFigure() {
    return directory.layout().figures().resolve(NEIGHBOURS + ".png");
  }

  Path curvesFigure() {
    return directory.layout().figures().resolve(CURVES + ".png");
  }
}
