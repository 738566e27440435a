package org.likeness.pretraining;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.likeness.data.DatasetSummary;

/**
 * A run is about to start.
 *
 * @param folder of the run
 * @param data a summary of the data set
 * @param training images in the training part
 * @param validation images in the validation part
 * @param test images in the test part
 * @param recipe all settings
 * @param chosen which recipe was chosen and why; empty if the caller named one
 * @param advice on settings that fit the run badly, each a sentence without a full stop
 * @param cost the expected cost; empty if nothing is left to train, or it cannot be measured
 */
public record RunReady(
    Path folder,
    DatasetSummary data,
    int training,
    int validation,
    int test,
    PretrainRecipe recipe,
    Optional<FittingRecipe> chosen,
    List<String> advice,
    Optional<Cost> cost) {
  public RunReady {
    requireNonNull(folder, "folder is null");
    requireNonNull(data, "data is null");
    requireNonNull(recipe, "recipe is null");
    requireNonNull(chosen, "chosen is null");
    advice = List.copyOf(advice);
    requireNonNull(cost, "cost is null");
  }

  /** Measures the cost of a run, which takes a second for a small network. */
  public static RunReady of(PretrainingRun run, Optional<FittingRecipe> chosen) {
    DataParts parts = run.parts();
    Optional<Cost> cost = run.cost();
    List<String> advice = new ArrayList<>(run.advice());
    cost.flatMap(run::precisionAdvice).ifPresent(advice::add);
    return new RunReady(
        run.folder(),
        run.data(),
        parts.train().size(),
        parts.validation().size(),
        parts.test().size(),
        run.recipe(),
        chosen,
        advice,
        cost);
  }
}
