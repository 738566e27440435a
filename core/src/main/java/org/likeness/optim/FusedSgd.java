package org.likeness.optim;

import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;

/**
 * libtorch's {@code _fused_sgd_}, which the Java bindings lack: one pass over all parameters,
 * called through the dispatcher.
 */
final class FusedSgd {
  private final OperatorHandle operator =
      Dispatcher.singleton().findSchemaOrThrow("aten::_fused_sgd_", "");
  private long calls;

  /** The numbers of an update. */
  record Factors(double rate, double momentum, double decay, boolean nesterov) {}

  /**
   * Updates parameters and velocities in place; {@code velocities} is empty if there is no
   * momentum.
   */
  void step(
      List<Tensor> parameters, List<Tensor> gradients, List<Tensor> velocities, Factors factors) {
    IValueVector arguments =
        new IValueVector(
            list(parameters),
            list(gradients),
            list(velocities),
            new IValue(factors.decay()),
            new IValue(factors.momentum()),
            new IValue(factors.rate()),
            new IValue(0.0), // dampening
            new IValue(factors.nesterov()),
            new IValue(false), // maximize
            new IValue(false), // first step: a velocity of 0 gives the same
            new IValue(), // no scaling of gradients
            new IValue());
    operator.callBoxed(arguments);
    calls++;
  }

  long calls() {
    return calls;
  }

  private static IValue list(List<Tensor> tensors) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
    return new IValue(list);
  }
}
