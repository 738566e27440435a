package org.likeness.method;

import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.BackboneOptions;
import org.likeness.random.RandomSource;

/**
 * What a method is built from.
 *
 * @param images number of training images, n: the rows of a memory bank
 * @param batch images a step, B
 * @param stepsPerEpoch steps of an epoch
 * @param backbone which network; a method may build two (momentum encoder, halves of a colour
 *     space)
 * @param view the recipe's view; a method with asymmetric views derives its others from it
 * @param preprocessing what the encoder carries for use outside training
 * @param random all random numbers
 * @param classes number of labels, 0 where there are none: the width of a supervised method's last
 *     layer
 */
public record Ingredients(
    int images,
    int batch,
    long stepsPerEpoch,
    BackboneOptions backbone,
    ViewOptions view,
    Preprocessing preprocessing,
    RandomSource random,
    int classes) {

  /** Ingredients without labels. */
  public Ingredients(
      int images,
      int batch,
      long stepsPerEpoch,
      BackboneOptions backbone,
      ViewOptions view,
      Preprocessing preprocessing,
      RandomSource random) {
    this(images, batch, stepsPerEpoch, backbone, view, preprocessing, random, 0);
  }
}
