package org.likeness.method;

import java.nio.file.Path;
import java.util.List;
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
 * @param batch images per batch, B
 * @param stepsPerEpoch steps per epoch
 * @param backbone architecture of the backbone; see {@link #newBackbone}
 * @param init a safetensors file with initial weights of backbones; empty for random ones
 * @param view the recipe's view; a method with asymmetric views derives its others from it
 * @param preprocessing how the encoder preprocesses images outside training
 * @param random all random numbers
 * @param classes number of classes, 0 if there are no labels: the width of a supervised method's
 *     last layer
 * @param classNames their names, in the order of the labels; empty if they have none
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
    int classes,
    List<String> classNames) {
  public Ingredients {
    backbone = backbone.forImages(view.size());
    classNames = List.copyOf(classNames);
  }

  /** Ingredients for classes without names. */
  public Ingredients(
      int images,
      int batch,
      long stepsPerEpoch,
      BackboneOptions backbone,
      Optional<Path> init,
      ViewOptions view,
      Preprocessing preprocessing,
      RandomSource random,
      int classes) {
    this(
        images,
        batch,
        stepsPerEpoch,
        backbone,
        init,
        view,
        preprocessing,
        random,
        classes,
        List.of());
  }

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
   * A new, initialised backbone: with the weights of {@link #init} if given, else random ones. A
   * method may build several, such as a key network.
   *
   * @param channels input channels
   * @param weights supplies the random weights, even if they are replaced
   * @throws org.likeness.error.InputException if the file's weights do not fit the network
   */
  public Backbone newBackbone(int channels, RandomStream weights) {
    Backbone made = Backbones.create(backbone, channels, weights);
    init.ifPresent(file -> InitialWeights.load(file, made));
    return made;
  }
}
