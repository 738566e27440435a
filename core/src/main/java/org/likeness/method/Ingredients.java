package org.likeness.method;

import java.nio.file.Path;
import java.util.Optional;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.ViewOptions;
import org.likeness.backbone.Backbone;
import org.likeness.backbone.BackboneOptions;
import org.likeness.backbone.Backbones;
import org.likeness.encoder.InitialWeights;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

/**
 * What a method is built from.
 *
 * @param images number of training images, n: the rows of a memory bank
 * @param batch images a step, B
 * @param stepsPerEpoch steps of an epoch
 * @param backbone which network; see {@link #newBackbone}
 * @param init a safetensors file with weights that backbones begin with; empty for random ones
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
    Optional<Path> init,
    ViewOptions view,
    Preprocessing preprocessing,
    RandomSource random,
    int classes) {

  /** Ingredients without initial weights and labels. */
  public Ingredients(
      int images,
      int batch,
      long stepsPerEpoch,
      BackboneOptions backbone,
      ViewOptions view,
      Preprocessing preprocessing,
      RandomSource random) {
    this(images, batch, stepsPerEpoch, backbone, Optional.empty(), view, preprocessing, random, 0);
  }

  /**
   * A backbone as a method begins with it: the weights of {@link #init} where there are some, else
   * random ones. A method may build several, such as a key network; each is initialised.
   *
   * @param channels of its input
   * @param weights gives the random weights, also where they are replaced
   * @throws org.likeness.error.InputException where the file's weights are another network's, or
   *     for another number of channels
   */
  public Backbone newBackbone(int channels, RandomStream weights) {
    Backbone made = Backbones.create(backbone, channels, weights);
    init.ifPresent(file -> InitialWeights.load(file, made));
    return made;
  }
}
