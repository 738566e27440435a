package org.likeness.experiment;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.likeness.backbone.BackboneOptions;
import org.likeness.data.Dataset;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.evaluate.Parts;
import org.likeness.pretraining.DataParts;
import org.likeness.pretraining.PretrainRecipe;
import org.likeness.pretraining.SplitOptions;
import org.likeness.pretraining.UntrainedNetwork;
import org.likeness.random.RandomSource;

/**
 * Refuses images that an evaluation of an experiment cannot measure, before anything is trained.
 */
final class PartsCheck {
  /**
   * Images in a split, and what determines the memory; the seeds of an experiment have parts of the
   * same kind.
   */
  private record Key(DataOptions images, SplitOptions split, BackboneOptions backbone, int side) {}

  private final ExperimentPlan plan;
  private final Map<Key, Set<String>> done = new HashMap<>();

  PartsCheck(ExperimentPlan plan) {
    this.plan = plan;
  }

  /**
   * Refuses the images of a trial.
   *
   * @throws InputException the reason, behind the name of the row
   */
  void require(Trial trial) {
    PretrainRecipe recipe = PretrainRecipe.of(plan.recipe(plan.owner(trial), Optional.empty()));
    for (Measure measure : plan.measures(trial.row())) {
      DataOptions images = plan.images(measure).orElse(recipe.data());
      if (done.computeIfAbsent(
              new Key(images, recipe.split(), recipe.backbone(), recipe.view().size()),
              key -> new HashSet<>())
          .add(measure.id())) {
        require(trial, measure, images, recipe);
      }
    }
  }

  private static void require(
      Trial trial, Measure measure, DataOptions images, PretrainRecipe recipe) {
    try (Dataset dataset = Datasets.open(images)) {
      DataParts split = DataParts.of(dataset, recipe.split(), new RandomSource(recipe.seed()));
      Parts parts = split.measured();
      if (parts.test().size() == 0) {
        throw new InputException(
            "%s has no test images and the split has none: add a folder test, or set split.test-share"
                .formatted(dataset.name()));
      }
      measure
          .kind()
          .measuring()
          .require(measure, parts, () -> UntrainedNetwork.plain(recipe, split.train()));
    } catch (InputException e) {
      throw new InputException(
          "row %s, evaluation %s: %s".formatted(trial.row().id(), measure.id(), e.getMessage()), e);
    } catch (IOException e) {
      throw new RunException(images.source() + " cannot be closed: " + e.getMessage(), e);
    }
  }
}
