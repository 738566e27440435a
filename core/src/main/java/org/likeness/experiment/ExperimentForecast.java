package org.likeness.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.likeness.Pretraining;
import org.likeness.data.DataFingerprint;
import org.likeness.error.InputException;
import org.likeness.pretraining.Cost;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.PretrainingRun;
import org.likeness.pretraining.RunIdentity;
import org.likeness.recipe.Recipe;
import org.likeness.run.RunLayout;
import org.likeness.torch.SystemMemory;

/**
 * What an experiment would do, and how long its training would take by some steps of each row. At
 * the scale {@link Scale#PAPER} images that are neither given nor downloaded are replaced by
 * generated ones of the recipe's size, as many as memory holds; the time is that of the paper's
 * number of images.
 */
public final class ExperimentForecast {
  /** The part of the machine's memory that rows of banks and classifiers may take here. */
  private static final int PART_OF_MEMORY = 8;

  /** Bytes for each image: a row of a classifier, its gradient, its momentum, a row of a bank. */
  private static final int BYTES_AN_IMAGE = 4 * 4 * 2048;

  private static final int CLASSES = 10;

  private final ExperimentPlan plan;
  private final RunTraining runs;
  private final Map<String, Optional<Cost>> known = new HashMap<>();
  private final Map<String, Boolean> here = new HashMap<>();

  /**
   * A forecast; nothing is read yet.
   *
   * @param out the folder of all experiments
   */
  public ExperimentForecast(ExperimentPlan plan, Path out) {
    this.plan = plan.scale() == Scale.PAPER ? plan.named() : plan;
    Path folder = new ExperimentFolder(out, plan.experiment().name(), plan.scale()).runs();
    this.runs = new RunTraining(this.plan, new RunStore(folder), ExperimentListener.NONE);
  }

  /** As {@link #trials(IntConsumer)}, unheard. */
  public List<TrialForecast> trials() {
    return trials(done -> {});
  }

  /**
   * What would be done for each trial, in their order.
   *
   * @param heard receives the number of trials that are done, after each
   * @throws InputException if a recipe cannot be used, or images are missing at another scale than
   *     the paper's
   */
  public List<TrialForecast> trials(IntConsumer heard) {
    List<TrialForecast> forecasts = new ArrayList<>();
    Set<RunIdentity> seen = new HashSet<>();
    for (Trial trial : plan.trials()) {
      Trial owner = plan.owner(trial);
      runs.check(owner);
      forecasts.add(isForeign(owner) ? foreign(trial, owner, seen) : own(trial, owner, seen));
      heard.accept(forecasts.size());
    }
    return forecasts;
  }

  /** True if the images are to be generated: they are neither given nor on this machine. */
  private boolean isForeign(Trial trial) {
    return plan.scale() == Scale.PAPER
        && trial.data().images() > 0
        && !plan.isGiven(trial.data())
        && !isHere(trial);
  }

  private boolean isHere(Trial trial) {
    return here.computeIfAbsent(
        trial.data().key(),
        key -> {
          try {
            plan.fingerprint(
                PretrainRecipe.of(plan.recipe(trial, Optional.empty()).with("data.download", false))
                    .data());
            return true;
          } catch (InputException e) { // not on this machine
            return false;
          }
        });
  }

  private TrialForecast own(Trial trial, Trial owner, Set<RunIdentity> seen) {
    Optional<RunIdentity> identity = runs.identity(owner);
    if (identity.isPresent() && !seen.add(identity.get())) {
      return new TrialForecast(trial, TrialForecast.State.SHARED, identity, Optional.empty(), "");
    }
    Optional<RunLayout> found = identity.flatMap(runs::find);
    if (found.filter(RunStore::isFinished).isPresent()) {
      return new TrialForecast(trial, TrialForecast.State.TRAINED, identity, Optional.empty(), "");
    }
    Optional<Cost> cost =
        known.computeIfAbsent(
            key(owner),
            key -> cost(Pretraining.of(plan.recipe(owner, Optional.empty()).without("init"))));
    return new TrialForecast(
        trial,
        found.isPresent() ? TrialForecast.State.STOPPED : TrialForecast.State.MISSING,
        identity,
        cost,
        "");
  }

  private TrialForecast foreign(Trial trial, Trial owner, Set<RunIdentity> seen) {
    int images = trial.data().images();
    int held = (int) Math.min(images, SystemMemory.bytes() / PART_OF_MEMORY / BYTES_AN_IMAGE);
    int generated = held < 1 ? images : held;
    Recipe recipe = plan.recipe(owner, Optional.empty());
    PretrainRecipe bound = PretrainRecipe.of(recipe);
    int side = bound.view().size();
    boolean trains =
        plan.origin(owner).isPresent()
            ? trial.row().kind() == Row.Kind.TRAINED
            : seen.add(RunIdentity.of(bound, unknown(trial.data())));
    Optional<Cost> cost =
        !trains
            ? Optional.empty()
            : known.computeIfAbsent(
                key(owner),
                key ->
                    cost(Pretraining.of(recipe)
                            .dataset(new GeneratedImages(generated, side, CLASSES)))
                        .map(each -> scaled(each, images, generated)));
    return new TrialForecast(
        trial,
        trains ? TrialForecast.State.MISSING : TrialForecast.State.SHARED,
        Optional.empty(),
        cost,
        "%,d of %,d images, generated, of %d pixels".formatted(generated, images, side));
  }

  /** Stands for images that nobody has seen: those of one key are the same. */
  private static DataFingerprint unknown(DataSetting data) {
    return new DataFingerprint(data.key(), data.images(), 0, 0, data.key());
  }

  /**
   * The cost on as many training images as the paper has.
   *
   * @param cost on generated images
   * @param images number of training images
   * @param generated number of generated images, test images included
   */
  static Cost scaled(Cost cost, int images, int generated) {
    double trained = generated * (1 - 1.0 / GeneratedImages.TESTED);
    double factor = images / trained;
    return new Cost(
        cost.secondsPerEpoch() * factor, cost.epochsLeft(), cost.epochs(), cost.memoryBytes());
  }

  private static String key(Trial trial) {
    return trial.data().key() + "/" + trial.row().id();
  }

  private static Optional<Cost> cost(Pretraining pretraining) {
    try {
      Path folder = Files.createTempDirectory("likeness-forecast");
      try (PretrainingRun run = pretraining.into(folder.resolve("run")).prepare()) {
        return run.cost();
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
