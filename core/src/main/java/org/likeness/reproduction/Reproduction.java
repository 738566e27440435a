package org.likeness.reproduction;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.Pretraining;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.error.RunException;
import org.likeness.io.Json;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.RunPaths;
import org.likeness.recipe.Recipe;
import org.likeness.run.RestoredData;
import org.likeness.run.RunData;
import org.likeness.run.RunLayout;
import org.likeness.train.Metrics;

/** Trains a run again from its record: recipe, seed, images, threads. */
public final class Reproduction {
  private final RunLayout run;

  /**
   * The reproduction of a run.
   *
   * @throws InputException if the run was never trained
   */
  public Reproduction(RunLayout run) {
    this.run = requireNonNull(run, "run is null");
    if (!Files.exists(run.metrics())) {
      throw new InputException(
          run.folder() + " has no metrics.jsonl: only a run that was trained can be made again");
    }
  }

  /**
   * The training that is to give the same numbers.
   *
   * @param folder of the new run
   * @throws InputException if the run's images are not found, or are others
   */
  public Pretraining training(Path folder) {
    PretrainRecipe recipe = RunPaths.recipe(run);
    requireSameImages(recipe);
    Pretraining pretraining =
        Pretraining.of(Recipe.read(run.recipe()))
            .set("train.threads", threads(recipe.train().threads()))
            .into(folder);
    DataOptions data = recipe.data();
    Map.of(
            "data.source", data.source(),
            "data.root", data.root(),
            "data.index", data.index(),
            "init", recipe.init())
        .forEach(
            (key, place) -> {
              if (!place.isEmpty()) {
                pretraining.set(key, place);
              }
            });
    return pretraining;
  }

  private void requireSameImages(PretrainRecipe recipe) {
    Optional<RunData> known = RunData.read(run);
    if (known.isEmpty()) {
      return;
    }
    try (Dataset dataset = Datasets.open(recipe.data())) {
      known
          .get()
          .requireSame(
              run,
              RestoredData.of(dataset, run.skipped()).data(),
              "restore them, so that the run can be made again");
    } catch (IOException e) {
      throw new RunException("the images of " + run.folder() + " cannot be closed", e);
    }
  }

  /** The threads that the run was trained with; the number of threads changes the last digits. */
  private int threads(int usual) {
    try {
      return Files.exists(run.environment())
          ? Json.read(run.environment()).path("threads").asInt(usual)
          : usual;
    } catch (IOException e) {
      throw InputFile.unreadable(run.environment(), e);
    }
  }

  /**
   * The first line of the metrics that differs.
   *
   * @param again the run that was trained again
   * @return empty if all are the same
   */
  public Optional<MetricsDifference> difference(RunLayout again) {
    return MetricsDifference.between(Metrics.read(run.metrics()), Metrics.read(again.metrics()));
  }

  /** How many lines of the metrics are compared. */
  public int lines() {
    List<JsonNode> events = Metrics.read(run.metrics());
    return MetricsDifference.count(events);
  }
}
