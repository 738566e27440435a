package org.likeness.optim;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Limits on the size of gradients. */
public final class GradientClipping {
  private static final double EPS = 1e-6;

  private GradientClipping() {}

  /**
   * Scales the gradient of each tensor that is longer than {@code norm} down to it, each for itself
   * (DINO's code), unlike a limit on the gradient as a whole: {@code g * min(1, norm / (|g| +
   * 1e-6))}. Tensors without a gradient are left out; the caller provides no-grad mode.
   *
   * @param norm positive
   */
  public static void eachTensor(List<ParameterGroup> groups, double norm) {
    if (!(norm > 0)) {
      throw new IllegalArgumentException("the norm must be positive but is " + norm);
    }
    for (ParameterGroup group : groups) {
      for (Tensor parameter : group.parameters()) {
        Tensor gradient = parameter.grad();
        if (gradient.defined()) {
          Tensor length = gradient.norm().add_(new Scalar(EPS));
          gradient.mul_(length.reciprocal_().mul_(new Scalar(norm)).clamp_max_(new Scalar(1)));
        }
      }
    }
  }
}
