package org.likeness.optim;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;

/** libtorch's {@code _fused_adamw_}: one pass over all parameters. */
final class FusedAdamW {
  private final FusedKernel kernel = new FusedKernel("aten::_fused_adamw_");

  /** The tensors of an update, in the same order in each list. */
  static final class Tensors {
    private final List<Tensor> parameters = new ArrayList<>();
    private final List<Tensor> gradients = new ArrayList<>();
    private final List<Tensor> means = new ArrayList<>();
    private final List<Tensor> squares = new ArrayList<>();
    private final List<Tensor> steps = new ArrayList<>();

    /**
     * Adds a parameter.
     *
     * @param step steps of this parameter, this one included: a tensor without dimensions
     */
    void add(Tensor parameter, Tensor gradient, Tensor mean, Tensor square, Tensor step) {
      parameters.add(parameter);
      gradients.add(gradient);
      means.add(mean);
      squares.add(square);
      steps.add(step);
    }
  }

  /** Updates parameters, means and squares in place; steps are left as they are. */
  void step(Tensors tensors, AdamW.Options options, double rate, double decay) {
    if (tensors.parameters.isEmpty()) {
      return;
    }
    kernel.call(
        FusedKernel.list(tensors.parameters),
        FusedKernel.list(tensors.gradients),
        FusedKernel.list(tensors.means),
        FusedKernel.list(tensors.squares),
        FusedKernel.list(List.of()), // largest squares, of a variant (amsgrad)
        FusedKernel.list(tensors.steps),
        new IValue(rate),
        new IValue(options.beta1()),
        new IValue(options.beta2()),
        new IValue(decay),
        new IValue(options.epsilon()),
        new IValue(false), // amsgrad
        new IValue(false), // maximize
        new IValue(), // no scaling of gradients
        new IValue());
  }

  long calls() {
    return kernel.calls();
  }
}
