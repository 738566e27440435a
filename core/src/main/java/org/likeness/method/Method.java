package org.likeness.method;

import java.util.List;
import java.util.OptionalDouble;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.data.Plan;
import org.likeness.encoder.Encoder;
import org.likeness.nn.NeuralNetwork;
import org.likeness.optim.ParameterGroup;

/**
 * One way of learning. The file of a method reads in the order of its paper's figure; the loop that
 * calls it is {@code train.Trainer}, and no method opens scopes, moves tensors between devices, or
 * logs.
 *
 * <p>Order of one step: {@link #beforeStep}, {@link #loss}, backward, {@link #beforeOptimizer}, the
 * optimizer, {@link #afterStep}. With gradient accumulation {@code loss} and backward happen
 * several times a step and the rest once.
 */
public interface Method {
  /** What a step looks at. */
  Views views();

  /**
   * Before the first loss of an update, under no-grad: an average that the key pass needs,
   * prototypes that are normalised.
   */
  default void beforeStep(Step step) {}

  /** The loss of one batch, with a graph. */
  Loss loss(Batch batch, Step step);

  /**
   * Before an epoch, under no-grad and in a scope that is closed before the first step. Not called
   * again where a run goes on in the middle of an epoch: what it finds belongs into the state.
   */
  default void beforeEpoch(Epoch epoch) {}

  /**
   * What the epoch visits: the sampler's proposal, or one with other partners (nearest neighbours),
   * targets (clusters) or order that the method makes of what {@link #beforeEpoch} found. A
   * function of the state: it is also asked where a run goes on in the middle of an epoch.
   */
  default Plan plan(Epoch epoch, Plan proposed) {
    return proposed;
  }

  /**
   * Between backward and the update, under no-grad: clipping, frozen parts. Gradients are there,
   * parameters are old.
   */
  default void beforeOptimizer(Step step) {}

  /** After the update, under no-grad: banks, queues, centres, moving averages. */
  default void afterStep(Step step) {}

  /**
   * All networks that it computes with, the encoder's among them: the loop sets their mode, their
   * arithmetic and their memory order.
   */
  List<NeuralNetwork> networks();

  /** What the optimizer updates. */
  List<ParameterGroup> trainable();

  /**
   * All that a checkpoint must hold to go on as if nothing had happened: networks, banks, counters.
   */
  State state();

  /**
   * Which targets a batch must have; the loop adds them to the plan. Self-supervised methods never
   * see a label.
   */
  default Targets targets() {
    return Targets.NONE;
  }

  /** The value at which the loss sits when all embeddings are equal; empty where none is known. */
  default OptionalDouble collapsedLoss(int batch) {
    return OptionalDouble.empty();
  }

  /**
   * True where a larger batch by accumulation changes the mathematics, since negatives come from
   * the batch alone.
   */
  default boolean negativesFromBatch() {
    return false;
  }

  /**
   * The encoder that evaluation, search and export receive: it shares its weights with the method.
   */
  Encoder encoder();
}
