package org.likeness.train;

import java.util.Arrays;
import org.likeness.data.Dataset;
import org.likeness.data.Plan;
import org.likeness.error.InputException;
import org.likeness.method.Targets;

/**
 * Adds the targets that a method declares to the plan of an epoch, and none if it declares none: a
 * self-supervised method cannot see a label.
 */
public final class PlanTargets {
  private PlanTargets() {}

  /**
   * Checks that the labels exist.
   *
   * @throws InputException if the method needs labels and an image has none
   */
  public static void require(Dataset images, Targets targets) {
    if (targets == Targets.LABELS && !images.labelled()) {
      throw new InputException(
          images.name()
              + " has images without a label, but this method needs labels: put the images into one folder per class");
    }
  }

  /**
   * The number of classes among the labels of a data set: at least one more than the largest label;
   * 0 if there are no labels.
   */
  public static int classes(Dataset images) {
    int largest = -1;
    for (int i = 0; i < images.size(); i++) {
      largest = Math.max(largest, images.info(i).label().orElse(-1));
    }
    return largest < 0 ? 0 : Math.max(images.classNames().size(), largest + 1);
  }

  /**
   * The plan with its targets. Pseudo-labels stay as in the plan: the method assigns them in {@link
   * org.likeness.method.Method#plan}.
   */
  public static Plan given(Plan plan, Dataset images, Targets targets) {
    long[] chosen =
        switch (targets) {
          case NONE -> new long[0];
          case LABELS ->
              Arrays.stream(plan.indices())
                  .mapToLong(index -> images.info(index).label().orElseThrow())
                  .toArray();
          case INSTANCES -> Arrays.stream(plan.indices()).asLongStream().toArray();
          case PSEUDO_LABELS -> plan.targets();
        };
    return new Plan(plan.indices(), plan.partners(), chosen);
  }

  /**
   * The plan with targets for a step before training: as {@link #given}, with pseudo-labels of 0,
   * since none are assigned yet.
   */
  public static Plan forecast(Plan plan, Dataset images, Targets targets) {
    return targets == Targets.PSEUDO_LABELS
        ? new Plan(plan.indices(), plan.partners(), new long[plan.indices().length])
        : given(plan, images, targets);
  }

  /** Throws if the plan of a method with pseudo-labels has none. */
  static Plan assigned(Plan plan, Targets targets) {
    if (targets == Targets.PSEUDO_LABELS && plan.targets().length != plan.indices().length) {
      throw new IllegalStateException(
          "the method needs pseudo-labels but its plan has "
              + plan.targets().length
              + " of them for "
              + plan.indices().length
              + " images");
    }
    return plan;
  }
}
