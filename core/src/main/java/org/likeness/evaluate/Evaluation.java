package org.likeness.evaluate;

import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.likeness.features.Embedder;
import org.likeness.features.FeatureKind;

/**
 * A measurement of embeddings. Created with its options by {@link EvaluationEntry#create}; has
 * access to images and vectors, not to the training method.
 *
 * <p>The caller opens no scope around the call and records gradients, so that an evaluation can
 * create heads and optimizers, which must outlive the scopes of their steps. It opens a scope
 * around what it computes, one per iteration of a loop, and closes what it created.
 */
public interface Evaluation {
  /** The parts whose vectors it uses; a progress bar counts their images. */
  Set<Part> parts(Parts parts);

  /**
   * Number of images that it processes in addition, such as altered copies.
   *
   * @param features of the embedder
   */
  default long further(Parts parts, FeatureKind features) {
    return 0;
  }

  /**
   * Refuses images that it cannot evaluate, before any is decoded. The entry calls it before each
   * evaluation, and a run before training; the entry itself checks labels.
   *
   * @throws org.likeness.error.InputException if there are too few images; the message says what is
   *     missing
   */
  default void require(Parts parts) {}

  /**
   * Refuses what does not fit into memory, before a network is trained that is to be measured.
   *
   * @param embedder gives one of the network's architecture, with any weights
   * @throws org.likeness.error.InputException if the machine has less memory
   */
  default void requireMemory(Parts parts, Supplier<Embedder> embedder) {}

  /** What it will need, such as memory, as a sentence that is shown before it starts. */
  default Optional<String> announcement(Subject subject) {
    return Optional.empty();
  }

  /**
   * Runs the evaluation. Equal subjects give equal reports.
   *
   * @throws org.likeness.error.InputException if there are too few images; the message says what is
   *     missing
   * @throws java.util.concurrent.CancellationException if the subject's progress cancels it
   */
  Report evaluate(Subject subject);
}
