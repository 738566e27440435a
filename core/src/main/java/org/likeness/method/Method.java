package org.likeness.method;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.pytorch.Tensor;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.data.Plan;
import org.likeness.encoder.Encoder;
import org.likeness.memory.MemoryBank;
import org.likeness.nn.DenseLayer;
import org.likeness.nn.NeuralNetwork;
import org.likeness.optim.ParameterGroup;

/**
 * A learning method. Its code follows the order of its paper's figure. {@code train.Trainer} runs
 * the loop that calls it; a method never opens scopes, moves tensors between devices, or logs.
 *
 * <p>Order of one step: {@link #beforeStep}, {@link #loss}, backward, {@link #beforeOptimizer}, the
 * optimizer, {@link #afterStep}. With gradient accumulation {@code loss} and backward run several
 * times per step and the rest once.
 */
public interface Method {
  /** The views of a step. */
  Views views();

  /**
   * Called before the first loss of an update, under no-grad: to update the moving average before
   * the key pass, or to normalise prototypes.
   */
  default void beforeStep(Step step) {}

  /** The loss of one batch, with its graph. */
  Loss loss(Batch batch, Step step);

  /**
   * Called before an epoch, under no-grad and in a scope that is closed before the first step. Not
   * called again when a run is resumed in the middle of an epoch: its results must be part of the
   * state.
   */
  default void beforeEpoch(Epoch epoch) {}

  /**
   * The plan of an epoch: the sampler's proposal, or one with partners (nearest neighbours),
   * targets (clusters) or an order from the results of {@link #beforeEpoch}. A function of the
   * state: also called when a run is resumed in the middle of an epoch.
   */
  default Plan plan(Epoch epoch, Plan proposed) {
    return proposed;
  }

  /**
   * Called between backward and the update, under no-grad, with gradients computed and parameters
   * not yet updated: for clipping and frozen parts.
   */
  default void beforeOptimizer(Step step) {}

  /** Called after the update, under no-grad: for banks, queues, centres, moving averages. */
  default void afterStep(Step step) {}

  /**
   * All networks that it computes with, including the encoder's: the loop sets their mode,
   * precision and memory order.
   */
  List<NeuralNetwork> networks();

  /** What the optimizer updates. */
  List<ParameterGroup> trainable();

  /**
   * Everything that a checkpoint must contain to resume the run without a difference: networks,
   * banks, counters.
   */
  State state();

  /**
   * Which targets a batch must have; the loop adds them to the plan. Self-supervised methods never
   * see a label.
   */
  default Targets targets() {
    return Targets.NONE;
  }

  /** The value of the loss when all embeddings are equal; empty if unknown. */
  default OptionalDouble collapsedLoss(int batch) {
    return OptionalDouble.empty();
  }

  /**
   * The first epoch, from 0, at whose end a loss of {@link #collapsedLoss} means a collapse. An
   * untrained network may begin at that value, and some methods stay there for some epochs (SwAV
   * and DINO at log K).
   */
  default int collapseFrom() {
    return 1;
  }

  /**
   * True if accumulation is not equivalent to a larger batch, since negatives come from the batch
   * only.
   */
  default boolean negativesFromBatch() {
    return false;
  }

  /**
   * Advice before a run starts: sentences, without a full stop, about options that fit the run
   * badly, each with a value that fits. Training goes on.
   *
   * @param run its size
   */
  default List<String> advice(RunSize run) {
    return List.of();
  }

  /**
   * The classifier that it trains on the backbone's features: copies of its layers, of which the
   * last gives a score for each label of the data set; empty for methods without one. A run saves
   * it beside the encoder. Inside a scope.
   */
  default List<DenseLayer> classifier() {
    return List.of();
  }

  /**
   * The names of the classifier's classes, in their order, where they are not those of the images:
   * those of a teacher.
   */
  default Optional<List<String>> classifierNames() {
    return Optional.empty();
  }

  /**
   * Tensors with a gradient that the method updates itself, after the optimizer's step. They are
   * not among {@link #trainable}.
   */
  default List<Tensor> updatedByMethod() {
    return List.of();
  }

  /**
   * One remembered embedding for each training image, in their order, part of the state; empty for
   * methods without.
   */
  default Optional<MemoryBank> memory() {
    return Optional.empty();
  }

  /** The encoder for evaluation, search and export; it shares its weights with the method. */
  Encoder encoder();
}
