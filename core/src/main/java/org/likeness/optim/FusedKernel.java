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
 * One of libtorch's kernels that update many tensors in one pass. The Java bindings lack them, so
 * they are called through the dispatcher.
 */
final class FusedKernel {
  private final OperatorHandle operator;
  private long calls;

  /**
   * The kernel of that name.
   *
   * @param name such as {@code aten::_fused_sgd_}
   */
  FusedKernel(String name) {
    operator = Dispatcher.singleton().findSchemaOrThrow(name, "");
  }

  /** Calls it with all arguments of its schema, in their order. */
  void call(IValue... arguments) {
    operator.callBoxed(new IValueVector(arguments));
    calls++;
  }

  /** The number of calls, for tests that check that it is used. */
  long calls() {
    return calls;
  }

  /** An argument that is a list of tensors. */
  static IValue list(List<Tensor> tensors) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
    return new IValue(list);
  }
}
