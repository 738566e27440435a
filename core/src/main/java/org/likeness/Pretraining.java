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
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.error.InputException;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.FittingRecipe;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.PretrainingListener;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.pretraining.RecipeFinder;
import org.likeness.pretraining.RunPaths;
import org.likeness.pretraining.RunReady;
import org.likeness.pretraining.Summary;
import org.likeness.pretraining.TimeBudget;
import org.likeness.random.RandomSource;
import org.likeness.recipe.Recipe;
import org.likeness.run.FreeFolder;
import org.likeness.run.RestoredData;
import org.likeness.run.RunData;
import org.likeness.run.RunDirectory;
import org.likeness.run.RunLayout;
import org.likeness.run.SkippedChanges;
import org.likeness.run.SkippedList;
import org.likeness.train.TrainingListener;

/**
 * Trains an encoder on images: the entry point for programs. It creates a {@link PretrainingRun},
 * which trains with a {@link org.likeness.train.Trainer} and evaluates the result:
 *
 * <pre>
 *   Summary summary =
 *       Pretraining.on(Path.of("photos")).set("train.epochs", 20).into(Path.of("runs/photos")).run();
 *   Encoder encoder = Encoder.load(summary.run());
 * </pre>
 *
 * <p>If no recipe is named, one that fits the images is chosen by {@link RecipeFinder#fitting}.
 * {@link #prepare} gives access to the single steps, for programs that stop a run or need more than
 * a listener provides.
 */
public final class Pretraining {
  private static final String OTHER_IMAGES =
      "restore them, name their folder with data.source, or start a new run";

  private final List<TrainingListener> listeners = new ArrayList<>();
  private Optional<Recipe> recipe;
  private Recipe given = Recipe.empty("given");
  private Optional<Dataset> opened = Optional.empty();
  private Optional<FittingRecipe> chosen = Optional.empty();
  private Optional<RunLayout> resumed = Optional.empty();
  private Optional<Path> folder = Optional.empty();
  private Path runs = RunLayout.RUNS;
  private Optional<TimeBudget> budget = Optional.empty();
  private long budgetStart;
  private Optional<TimeBudget.Fit> fit = Optional.empty();

  private Pretraining(Optional<Recipe> recipe) {
    this.recipe = recipe;
  }

  /**
   * A new run on images: a folder, a tar file, a CSV file, as for {@link
   * Datasets#open(DataOptions)}.
   */
  public static Pretraining on(Path data) {
    return new Pretraining(Optional.empty())
        .set("data.source", requireNonNull(data, "data is null"));
  }

  /** A new run on a data set that is open already; the run closes it. */
  public static Pretraining on(Dataset dataset) {
    return new Pretraining(Optional.empty()).dataset(dataset);
  }

  /** A new run with a recipe, which names its data unless {@link #dataset} is called. */
  public static Pretraining of(Recipe recipe) {
    return new Pretraining(Optional.of(requireNonNull(recipe, "recipe is null")));
  }

  /**
   * Resumes an interrupted run from its newest checkpoint. Settings may be added, such as more
   * epochs: the network must still fit the checkpoint, and then they are written to the run's
   * recipe. Images are found from any working folder; others than those of the run are refused.
   */
  public static Pretraining resume(RunLayout run) {
    requireNonNull(run, "run is null");
    Pretraining pretraining = new Pretraining(Optional.of(Recipe.read(run.recipe())));
    pretraining.resumed = Optional.of(run);
    return pretraining;
  }

  /** Sets the recipe, instead of one that is chosen for the images. */
  public Pretraining recipe(Recipe toFollow) {
    this.recipe = Optional.of(requireNonNull(toFollow, "toFollow is null"));
    return this;
  }

  /**
   * Adds a setting above the recipe, such as {@code set("train.epochs", 20)} or {@code
   * set("method", "instdisc")}; see {@link Recipe#with(String, Object)}.
   */
  public Pretraining set(String key, Object value) {
    return set(Recipe.empty("given").with(key, value));
  }

  /** Adds all values of another recipe as settings above the recipe. */
  public Pretraining set(Recipe settings) {
    given = given.merge(requireNonNull(settings, "settings is null"));
    return this;
  }

  /**
   * Sets a data set that is open already, instead of the recipe's {@code data}; the run closes it.
   */
  public Pretraining dataset(Dataset dataset) {
    this.opened = Optional.of(requireNonNull(dataset, "dataset is null"));
    return this;
  }

  /**
   * Sets the folder in which a run without a given folder creates its own; {@code runs} by default.
   */
  public Pretraining runs(Path runsFolder) {
    this.runs = requireNonNull(runsFolder, "runsFolder is null");
    return this;
  }

  /**
   * Fits the number of epochs, and where they would be too few the network and the views, to a time
   * that begins now and ends after the final measurement. Measured by trials of some seconds when
   * the run is prepared, which is refused if {@code train.epochs} is set too.
   */
  public Pretraining within(TimeBudget time) {
    this.budget = Optional.of(requireNonNull(time, "time is null"));
    this.budgetStart = System.nanoTime();
    return this;
  }

  /** What was fitted to the time given with {@link #within}, after {@link #prepare}. */
  public Optional<TimeBudget.Fit> fit() {
    return fit;
  }

  /**
   * Sets the folder of the run, new or empty. It may lie among the images: the folder of a run is
   * never read as images.
   */
  public Pretraining into(Path run) {
    this.folder = Optional.of(requireNonNull(run, "run is null"));
    return this;
  }

  /**
   * Adds a listener for steps, epochs, warnings and checkpoints; a {@link PretrainingListener} also
   * receives the data, the cost and the evaluation.
   */
  public Pretraining listen(TrainingListener listener) {
    listeners.add(requireNonNull(listener, "listener is null"));
    return this;
  }

  /** Which recipe was chosen and why, after {@link #prepare}; empty if one was named. */
  public Optional<FittingRecipe> chosen() {
    return chosen;
  }

  /**
   * Checks the recipe, opens the data set, builds the method and locks the folder. Nothing is
   * trained yet.
   *
   * @throws org.likeness.error.InputException if recipe, data or folder cannot be used
   */
  public PretrainingRun prepare() {
    Optional<Dataset> source = opened;
    try {
      if (resumed.isEmpty()) {
        folder.ifPresent(FreeFolder::require);
      }
      Optional<RunData> began = resumed.flatMap(RunData::read);
      PretrainRecipe written = RecipeFinder.before(recipe, given);
      budget.ifPresent(time -> time.requireNoEpochs(written, given));
      PretrainRecipe first =
          began.map(run -> RunPaths.located(written, run, given)).orElse(written);
      first.train().device().require();
      Dataset images = opened.orElseGet(() -> open(first.data(), began));
      source = Optional.of(images);
      RestoredData restored =
          resumed
              .map(run -> RestoredData.resumed(images, run.skipped()))
              .orElseGet(() -> new RestoredData(images, SkippedChanges.none()));
      Dataset data = new CachedDataset(restored.limited(first.data().maxSkipped()));
      began.ifPresent(run -> run.requireSame(resumed.orElseThrow(), data, OTHER_IMAGES));
      PretrainRecipe bound = recipe.isPresent() ? first : fitting(data);
      bound = budget.isPresent() ? timed(bound, data) : bound;
      DataParts parts = DataParts.of(data, bound.split(), new RandomSource(bound.seed()));
      return prepared(bound, parts, restored.changes());
    } catch (RuntimeException e) {
      if (source.isPresent()) {
        closeAfter(e, source.get());
      }
      throw e;
    }
  }

  /** The run in its folder, which is as before if the run cannot start. */
  private PretrainingRun prepared(PretrainRecipe bound, DataParts parts, SkippedChanges changes) {
    RunDirectory directory = directory(bound);
    try {
      PretrainingRun run = new PretrainingRun(bound, parts, directory, changes, listeners);
      if (resumed.isEmpty()) {
        SkippedList.add(directory.layout().skipped(), parts.whole().unreadable());
      }
      return run;
    } catch (RuntimeException e) {
      if (resumed.isEmpty()) {
        closeAfter(e, directory::discard); // so that the same call works once the error is fixed
      } else {
        closeAfter(e, directory);
      }
      throw e;
    }
  }

  /** Opens the data set; a run that is resumed says where its images were. */
  private Dataset open(DataOptions options, Optional<RunData> began) {
    try {
      return Datasets.open(options);
    } catch (InputException e) {
      Optional<String> then = began.map(RunData::paths).map(paths -> paths.get(options.source()));
      if (then.isEmpty()) {
        throw e;
      }
      throw new InputException(
          "the images of the run, %s, cannot be opened: %s; %s"
              .formatted(then.get(), e.getMessage(), OTHER_IMAGES),
          e);
    }
  }

  private PretrainRecipe fitting(Dataset data) {
    FittingRecipe fitting = RecipeFinder.fitting(data, given);
    chosen = Optional.of(fitting);
    return PretrainRecipe.of(fitting.recipe());
  }

  private PretrainRecipe timed(PretrainRecipe bound, Dataset data) {
    TimeBudget.Fit fitted = budget.orElseThrow().fit(bound.resolved(), given, data, budgetStart);
    fit = Optional.of(fitted);
    return PretrainRecipe.of(fitted.recipe()).ofPreset(bound.preset());
  }

  /**
   * Prepares, trains, evaluates, and closes.
   *
   * @throws org.likeness.error.InputException if recipe, data or folder cannot be used
   * @throws org.likeness.error.RunException if the run fails, or its folder cannot be written
   */
  public Summary run() {
    try (PretrainingRun run = prepare()) {
      List<PretrainingListener> told =
          listeners.stream()
              .filter(PretrainingListener.class::isInstance)
              .map(PretrainingListener.class::cast)
              .toList();
      if (!told.isEmpty()) { // measuring the cost takes time
        RunReady ready = RunReady.of(run, chosen);
        told.forEach(listener -> listener.onReady(ready));
      }
      run.train();
      Summary summary =
          run.summarise(
              (done, total) -> {
                told.forEach(listener -> listener.onMeasure(done, total));
                return true;
              });
      told.forEach(listener -> listener.onSummary(summary));
      return summary;
    }
  }

  private RunDirectory directory(PretrainRecipe bound) {
    String yaml = bound.resolved().toYaml();
    if (resumed.isPresent()) {
      RunDirectory directory = RunDirectory.open(resumed.get());
      try {
        if (!directory.recipe().equals(yaml)) { // settings were added
          directory.proposeRecipe(yaml);
        }
        return directory;
      } catch (RuntimeException e) {
        closeAfter(e, directory);
        throw e;
      }
    }
    return folder.isPresent()
        ? RunDirectory.create(folder.get(), yaml)
        : RunDirectory.create(
            runs, LocalDate.now(ZoneId.systemDefault()), bound.method().name(), yaml);
  }

  /** Closes resources after a failure; a failure to close is added to the first one. */
  private static void closeAfter(Exception failure, AutoCloseable open) {
    try {
      open.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }
}
