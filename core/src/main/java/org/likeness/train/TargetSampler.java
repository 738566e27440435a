package org.likeness.train;

import java.util.Arrays;
import org.likeness.data.Dataset;
import org.likeness.data.Plan;
import org.likeness.data.Sampler;
import org.likeness.error.InputException;
import org.likeness.method.Targets;

/**
 * A sampler's plans with the targets that a method declares, and with none where it declares none:
 * a self-supervised method cannot see a label.
 */
record TargetSampler(Sampler sampler, Dataset images, Targets targets) implements Sampler {
  TargetSampler {
    if (targets == Targets.LABELS && !images.labelled()) {
      throw new InputException(
          images.name()
              + " has images without a label, and this method learns from labels: put the images into one folder per class");
    }
  }

  @Override
  public Plan plan(int epoch) {
    Plan plan = sampler.plan(epoch);
    return switch (targets) {
      case NONE -> new Plan(plan.indices(), plan.partners(), new long[0]);
      case LABELS ->
          new Plan(
              plan.indices(),
              plan.partners(),
              Arrays.stream(plan.indices()).mapToLong(this::label).toArray());
      case INSTANCES ->
          new Plan(
              plan.indices(),
              plan.partners(),
              Arrays.stream(plan.indices()).asLongStream().toArray());
      case PSEUDO_LABELS -> assigned(plan);
    };
  }

  private long label(int index) {
    return images.info(index).label().orElseThrow();
  }

  private static Plan assigned(Plan plan) {
    if (plan.targets().length != plan.indices().length) {
      throw new IllegalStateException(
          "the method learns from pseudo-labels and the sampler assigned none");
    }
    return plan;
  }
}
