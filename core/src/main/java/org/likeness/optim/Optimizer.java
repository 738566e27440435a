package org.likeness.optim;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Moves parameters along their gradients. Built outside any scope; steps are taken inside the scope
 * of whoever owns the loop.
 */
public interface Optimizer {
  /**
   * One update of every parameter that has a gradient.
   *
   * @param rate the scheduled learning rate
   * @param baseRate the rate of groups that do not follow the schedule
   */
  void step(double rate, double baseRate);

  /** Forgets all gradients: afterwards they are undefined, as before the first backward. */
  void zeroGradients();

  /** The live tensors that a checkpoint must hold, by name. Restoring copies into them. */
  Map<String, Tensor> state();
}
