package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.likeness.data.CachedDataset;
import org.likeness.data.DatasetSummary;
import org.likeness.data.load.LoaderOptions;
import org.likeness.encoder.Encoder;
import org.likeness.error.RunException;
import org.likeness.evaluate.TotalProgress;
import org.likeness.features.Calibration;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;
import org.likeness.features.FeatureProgress;
import org.likeness.features.NetworkEmbedder;
import org.likeness.features.PixelEmbedder;
import org.likeness.io.AtomicFile;
import org.likeness.io.Json;
import org.likeness.method.Method;
import org.likeness.random.RandomSource;
import org.likeness.run.RunDirectory;
import org.likeness.torch.Torch;
import org.likeness.train.BestEpoch;
import org.likeness.train.RunEnd;
import org.likeness.train.Trainer;
import org.likeness.train.Training;
import org.likeness.train.TrainingListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a {@code Pretraining}, ready to begin: the data are open and parted, the method is
 * built, the folder is locked. Train, then summarise, then close. One thread uses it; {@link #stop}
 * may come from any.
 */
public final class PretrainingRun implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PretrainingRun.class);

  private final PretrainRecipe recipe;
  private final DataParts parts;
  private final RunDirectory directory;
  private final RandomSource random;
  private final Method method;
  private final Trainer trainer;

  /**
   * Builds everything.
   *
   * @param directory locked by this process; closed with this run
   */
  public PretrainingRun(
      PretrainRecipe recipe,
      DataParts parts,
      RunDirectory directory,
      List<TrainingListener> listeners) {
    this.recipe = requireNonNull(recipe, "recipe is null");
    this.parts = requireNonNull(parts, "parts is null");
    this.directory = requireNonNull(directory, "directory is null");
    this.random = new RandomSource(recipe.seed());
    this.method = recipe.build(parts.train());
    Monitor monitor =
        new Monitor(parts, recipe.monitor(), recipe.monitored(), random, recipe.train().workers());
    List<TrainingListener> all = new ArrayList<>();
    all.add(monitor);
    all.addAll(listeners);
    this.trainer =
        new Trainer(
            Training.of(
                method,
                parts.train(),
                random,
                recipe.train(),
                recipe.optimizer(),
                Optional.of(directory)),
            all);
    directory.writeEnvironment(
        Map.of(
            "data",
            parts.whole().name(),
            "images",
            parts.train().size(),
            "device",
            recipe.train().device().label()));
  }

  /** The recipe, bound. */
  public PretrainRecipe recipe() {
    return recipe;
  }

  /** The data in their three parts. */
  public DataParts parts() {
    return parts;
  }

  /** What was found. */
  public DatasetSummary data() {
    return DatasetSummary.of(parts.whole());
  }

  /** The folder of the run. */
  public Path folder() {
    return directory.layout().folder();
  }

  /**
   * Measures what the run will cost, or what is left of one that goes on, by three steps on an
   * eighth of a batch, after which the method is as it was; takes a second for a small network.
   *
   * @return nothing where nothing is left to train, or none of the images looked at can be decoded
   */
  public Optional<Cost> cost() {
    double left = trainer.epochsLeft();
    if (left == 0) {
      return Optional.empty();
    }
    LoaderOptions loading =
        LoaderOptions.training(recipe.train().batch()).withWorkers(recipe.train().workers());
    int images = parts.train().size();
    return Cost.measure(
        method,
        parts.train(),
        Optional.of(parts.whole())
            .filter(CachedDataset.class::isInstance)
            .map(CachedDataset.class::cast),
        loading,
        recipe.train(),
        recipe.optimizer(),
        recipe.train().stepsPerEpoch(images) * recipe.train().accumulate(),
        left);
  }

  /** Images that each epoch leaves out, since its last batch would not be whole. */
  public int leftOut() {
    long taken =
        recipe.train().stepsPerEpoch(parts.train().size())
            * recipe.train().batch()
            * recipe.train().accumulate();
    return (int) Math.max(0, parts.train().size() - taken);
  }

  /**
   * Trains, from the newest checkpoint where there is one, to the end or until it is asked to stop.
   */
  public RunEnd train() {
    return trainer.run();
  }

  /** Asks the training to save and stop; returns at once. */
  public void stop() {
    trainer.stop();
  }

  /**
   * After training: takes the network of the best epoch, saves the encoder, and measures it on the
   * images kept out, beside raw pixels and the network before training.
   *
   * @param heard after every batch how many images of all were looked at, those that are looked at
   *     several times counted as often
   */
  public Summary summarise(FeatureProgress heard) {
    long start = System.nanoTime();
    Optional<BestEpoch> best = trainer.restoreBest();
    forgetSummary(); // of an earlier encoder, should measuring be interrupted
    method.encoder().save(encoderFile());
    int epochs = recipe.train().epochs();
    String chosen =
        best.map(
                b ->
                    "best %s on the validation part of %d images"
                        .formatted(b.metric(), parts.validation().size()))
            .orElse("last");
    Measurement measurement =
        new Measurement(
            parts, recipe.summary(), recipe.summarised(), random, recipe.train().workers());
    List<Column> columns = new ArrayList<>();
    if (measurement.possible()) {
      Encoder before = before();
      Function<FeatureKind, Embedder> pixels = kind -> new PixelEmbedder(recipe.preprocessing());
      Function<FeatureKind, Embedder> untrained = kind -> new NetworkEmbedder(before, kind);
      Function<FeatureKind, Embedder> trained = kind -> new NetworkEmbedder(method.encoder(), kind);
      long images = Stream.of(pixels, untrained, trained).mapToLong(measurement::images).sum();
      FeatureProgress progress = new TotalProgress(heard, images);
      NeighbourPicture picture = new NeighbourPicture(measurement.test(), random);
      columns.add(measurement.column("raw pixels", pixels, "none", progress, picture));
      columns.add(measurement.column(beforeName(), untrained, "untrained", progress, picture));
      String epoch = best.isPresent() ? "best" : "last";
      columns.add(measurement.column("trained", trained, epoch, progress, picture));
      draw(picture);
    }
    Summary summary =
        new Summary(
            folder(),
            recipe.method().title(),
            best.map(BestEpoch::epoch).orElse(epochs),
            epochs,
            chosen,
            measurement.test().size(),
            columns,
            (System.nanoTime() - start) / 1e9);
    write(summary);
    return summary;
  }

  /**
   * Without what Java needs for letters, a run ends without its picture and not without its table.
   */
  private void draw(NeighbourPicture picture) {
    try {
      picture.write(neighbourPicture());
    } catch (LinkageError e) {
      LOG.warn(
          "{} is not drawn: {} (Java's letters need the system's fontconfig, freetype and harfbuzz)",
          neighbourPicture(),
          Torch.firstLine(e));
    }
  }

  private String beforeName() {
    return recipe.init().isEmpty() ? "untrained" : "before training";
  }

  /**
   * The network as it was before the first step, its batch norms set to the statistics of the data
   * unless it came with its own.
   */
  private Encoder before() {
    Encoder encoder = recipe.build(parts.train()).encoder();
    recipe.train().device().move(encoder.network().weights().values());
    if (recipe.init().isEmpty()) {
      Calibration.batchNorm(
          encoder.network(),
          parts.train(),
          recipe.preprocessing().asView(),
          Math.min(recipe.train().batch(), parts.train().size()),
          random);
    }
    return encoder;
  }

  private void forgetSummary() {
    Path file = directory.layout().summary();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  private void write(Summary summary) {
    Path file = directory.layout().summary();
    try {
      AtomicFile.replace(file, Json.pretty(summary.json()));
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  /** The encoder of the best epoch, once {@link #summarise} was called. */
  public Encoder encoder() {
    return method.encoder();
  }

  public Path summaryFile() {
    return directory.layout().summary();
  }

  /** True where {@link #summarise} came to its end, in this process or an earlier one. */
  public boolean isMeasured() {
    return Files.exists(summaryFile()) && Files.exists(encoderFile());
  }

  public Path encoderFile() {
    return folder().resolve("encoder.safetensors");
  }

  public Path neighbourPicture() {
    return directory.layout().figures().resolve("neighbours.png");
  }

  @Override
  public void close() {
    try (directory) {
      parts.whole().close();
    } catch (IOException e) {
      throw new RunException(parts.whole().name() + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
