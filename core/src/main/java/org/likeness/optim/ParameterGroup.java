package org.likeness.optim;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Parameters that the optimizer treats in the same way.
 *
 * @param name for messages and logs
 * @param parameters trainable tensors
 * @param decay false if they have no weight decay (biases and norms in LARS and AdamW recipes)
 * @param rateFactor multiplies the learning rate
 * @param followsSchedule false if the rate stays at its base value (SimSiam's predictor)
 * @param adapted true if LARS scales the rate by the weights' norm
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

  /** The default group: decayed, adapted, at the scheduled rate. */
  public static ParameterGroup of(String name, List<Tensor> parameters) {
    return new ParameterGroup(name, parameters, true, 1, true, true);
  }

  /** Clears the gradient of every parameter. */
  public void zeroGradients() {
    for (Tensor parameter : parameters) {
      parameter.mutable_grad().reset();
    }
  }
}
