package org.likeness.optim;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Moves parameters along their gradients. Built outside any scope; steps are taken inside the scope
 * of whoever owns the loop.
 */
public interface Optimizer extends AutoCloseable {
  /** One update of every parameter that has a gradient. */
  void step(Rates rates);

  /** Forgets all gradients: afterwards they are undefined, as before the first backward. */
  void zeroGradients();

  /** The live tensors that a checkpoint must hold, by name. Restoring copies into them. */
  Map<String, Tensor> state();

  /**
   * Frees the state; parameters stay. An optimizer that lives as long as the process needs none.
   */
  @Override
  default void close() {
    state().values().forEach(Tensor::close);
  }
}
