package org.likeness.optim;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Parameters that the optimizer treats alike.
 *
 * @param name for messages and logs
 * @param parameters trainable tensors
 * @param decay false where weight decay passes them by (biases and norms in LARS and AdamW recipes)
 * @param rateFactor multiplies the learning rate
 * @param followsSchedule false where the rate stays at its base value (SimSiam's predictor)
 * @param adapted true where LARS scales the rate by the weights' norm
 */
public record ParameterGroup(
    String name,
    List<Tensor> parameters,
    boolean decay,
    double rateFactor,
    boolean followsSchedule,
    boolean adapted) {
  public ParameterGroup {
    parameters = List.copyOf(parameters);
  }

  /** All treated alike: decayed, adapted, at the scheduled rate. */
  public static ParameterGroup of(String name, List<Tensor> parameters) {
    return new ParameterGroup(name, parameters, true, 1, true, true);
  }

  /** Leaves every parameter without a gradient. */
  public void zeroGradients() {
    for (Tensor parameter : parameters) {
      parameter.mutable_grad().reset();
    }
  }
}
