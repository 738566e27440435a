package org.likeness;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.likeness.data.CachedDataset;
import org.likeness.data.Dataset;
import org.likeness.data.source.Datasets;
import org.likeness.features.FeatureProgress;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.pretraining.Summary;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunDirectory;
import org.likeness.run.RunLayout;
import org.likeness.train.TrainingListener;

/**
 * From a recipe to a trained encoder, the entry for programs. It makes a {@link PretrainingRun},
 * which trains with a {@link org.likeness.train.Trainer} and measures what came out:
 *
 * <pre>
 *   Recipe recipe = Recipes.named("photos").with("data.source=/photos").with("train.epochs=20");
 *   Summary summary = Pretraining.of(recipe).into(Path.of("runs/photos")).run();
 *   Encoder encoder = Encoder.load(summary.run());
 * </pre>
 *
 * <p>{@link #prepare} gives the steps one by one, for programs that show what they do.
 */
public final class Pretraining {
  private final Recipe recipe;
  private final Optional<RunLayout> resumed;
  private final List<TrainingListener> listeners = new ArrayList<>();
  private Path runs = RunLayout.RUNS;
  private Optional<Path> folder = Optional.empty();
  private Optional<Dataset> opened = Optional.empty();

  private Pretraining(Recipe recipe, Optional<RunLayout> resumed) {
    this.recipe = recipe;
    this.resumed = resumed;
  }

  /** A new run by a recipe. */
  public static Pretraining of(Recipe recipe) {
    return new Pretraining(requireNonNull(recipe, "recipe is null"), Optional.empty());
  }

  /**
   * A run that was interrupted, to go on with from its newest checkpoint. Settings may be added,
   * more epochs for example: they are written into the run's recipe, and what they change in the
   * network must fit the checkpoint.
   *
   * @param settings such as {@code train.epochs=50}
   */
  public static Pretraining resume(RunLayout run, List<String> settings) {
    Recipe recipe = Recipe.read(run.recipe());
    for (String setting : settings) {
      recipe = recipe.with(setting);
    }
    return new Pretraining(recipe, Optional.of(run));
  }

  /**
   * The folder in which a run without a name gets a folder of its own; {@code runs} unless said
   * otherwise.
   */
  public Pretraining runs(Path runsFolder) {
    this.runs = requireNonNull(runsFolder, "runsFolder is null");
    return this;
  }

  /** The folder of the run, which must not hold one yet. */
  public Pretraining into(Path run) {
    this.folder = Optional.of(run);
    return this;
  }

  /**
   * Learns from a data set that is open already, instead of what the recipe's {@code data} names;
   * the run closes it.
   */
  public Pretraining on(Dataset dataset) {
    this.opened = Optional.of(dataset);
    return this;
  }

  /** Adds who hears of steps, epochs, warnings, checkpoints. */
  public Pretraining listen(TrainingListener listener) {
    listeners.add(requireNonNull(listener, "listener is null"));
    return this;
  }

  /**
   * Checks the recipe, opens the data, builds the method and locks the folder. Nothing is trained
   * yet.
   *
   * @throws org.likeness.error.InputException where recipe, data or folder cannot be used
   */
  public PretrainingRun prepare() {
    PretrainRecipe bound = PretrainRecipe.of(recipe);
    bound.train().device().require();
    Dataset data = new CachedDataset(opened.orElseGet(() -> Datasets.open(bound.data())));
    try {
      DataParts parts = DataParts.of(data, bound.split(), new RandomSource(bound.seed()));
      RunDirectory directory = directory(bound);
      try {
        return new PretrainingRun(bound, parts, directory, listeners);
      } catch (RuntimeException e) {
        if (resumed.isEmpty()) {
          closeAfter(
              e, directory::discard); // so that the same call works once its mistake is mended
        } else {
          closeAfter(e, directory);
        }
        throw e;
      }
    } catch (RuntimeException e) {
      closeAfter(e, data);
      throw e;
    }
  }

  /** Prepares, trains, measures, and closes. */
  public Summary run() {
    try (PretrainingRun run = prepare()) {
      run.train();
      return run.summarise(FeatureProgress.NONE);
    }
  }

  private RunDirectory directory(PretrainRecipe bound) {
    String yaml = bound.resolved().toYaml();
    if (resumed.isPresent()) {
      RunDirectory directory = RunDirectory.open(resumed.get());
      if (!directory.recipe().equals(yaml)) { // settings were added
        directory.replaceRecipe(yaml);
      }
      return directory;
    }
    return folder.isPresent()
        ? RunDirectory.create(folder.get(), yaml)
        : RunDirectory.create(
            runs, LocalDate.now(ZoneId.systemDefault()), bound.method().name(), yaml);
  }

  /** Closes what a failure leaves open; a failure to close is added to the first one. */
  private static void closeAfter(Exception failure, AutoCloseable open) {
    try {
      open.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }
}
