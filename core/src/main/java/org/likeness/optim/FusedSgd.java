package org.likeness.optim;

import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/** libtorch's {@code _fused_sgd_}: one pass over all parameters. */
final class FusedSgd {
  private final FusedKernel kernel = new FusedKernel("aten::_fused_sgd_");

  /** The numbers of an update. */
  record Factors(double rate, double momentum, double decay, boolean nesterov) {}

  /**
   * Updates parameters and velocities in place; {@code velocities} is empty if there is no
   * momentum.
   */
  void step(
      List<Tensor> parameters, List<Tensor> gradients, List<Tensor> velocities, Factors factors) {
    kernel.call(
        FusedKernel.list(parameters),
        FusedKernel.list(gradients),
        FusedKernel.list(velocities),
        new IValue(factors.decay()),
        new IValue(factors.momentum()),
        new IValue(factors.rate()),
        new IValue(0.0), // dampening
        new IValue(factors.nesterov()),
        new IValue(false), // maximize
        new IValue(false), // first step: a velocity of 0 gives the same
        new IValue(), // no scaling of gradients
        new IValue());
  }

  long calls() {
    return kernel.calls();
  }
}
