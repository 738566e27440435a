package org.likeness.optim;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Updates parameters by their gradients. Built outside any scope; steps are taken inside the scope
 * of the training loop.
 */
public interface Optimizer extends AutoCloseable {
  /** One update of every parameter that has a gradient. */
  void step(Rates rates);

  /** Clears all gradients: afterwards they are undefined, as before the first backward. */
  void zeroGradients();

  /** The live tensors that a checkpoint must contain, by name. Restoring copies into them. */
  Map<String, Tensor> state();

  /**
   * Frees the state, not the parameters. Not needed for an optimizer that is used until the process
   * ends.
   */
  @Override
  default void close() {
    state().values().forEach(Tensor::close);
  }
}
