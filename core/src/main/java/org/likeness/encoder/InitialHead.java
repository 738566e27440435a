package org.likeness.encoder;

import java.nio.file.Path;
import org.likeness.error.InputException;
import org.likeness.nn.Head;
import org.likeness.nn.MlpHead;

/**
 * The first layers of an encoder's head, to fine-tune from the middle of it (Chen, Kornblith,
 * Swersky, Norouzi and Hinton, <i>Big Self-Supervised Models are Strong Semi-Supervised
 * Learners</i>, NeurIPS 2020, section 2).
 */
public final class InitialHead {
  private InitialHead() {}

  /**
   * Reads an encoder and cuts its head. Not inside a scope.
   *
   * @param fileOrRun the encoder's file, or its run
   * @param layers from 1 to all of the head's layers
   * @param features the width of the features that the backbone gives
   * @throws InputException if it is no encoder, its head is not an MLP of as many layers, or takes
   *     another width
   */
  public static Head load(Path fileOrRun, int layers, int features) {
    Network network = Encoder.load(fileOrRun).network();
    if (!(network instanceof SingleNetwork single) || !(single.head() instanceof MlpHead head)) {
      throw new InputException(
          "%s has no MLP head of which layers could be kept: set options.head-layers to 0"
              .formatted(fileOrRun));
    }
    if (layers > head.layers().size()) {
      throw new InputException(
          "options.head-layers of %d is more than the %d layers of the head in %s: at most %d fits"
              .formatted(layers, head.layers().size(), fileOrRun, head.layers().size()));
    }
    if (head.inputSize() != features) {
      throw new InputException(
          "the head in %s takes %d features but the backbone gives %d: set backbone.name and backbone.width to the encoder's own, or options.head-layers to 0"
              .formatted(fileOrRun, head.inputSize(), features));
    }
    return head.cut(layers);
  }
}
