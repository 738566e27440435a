package org.likeness.loss;

import org.bytedeco.pytorch.Tensor;

/** A loss whose value and gradient were computed explicitly, as a tensor for backward. */
final class GivenGradient {
  private GivenGradient() {}

  /**
   * {@code value + (v * g).sum() - (v * g).sum()}, where the last sum carries no graph: exactly
   * {@code value}, and its derivative with respect to {@code v} is exactly {@code g}.
   *
   * @param value a scalar without a graph
   * @param v what the gradient is for, with or without a graph
   * @param g of the shape of {@code v}, without a graph
   */
  static Tensor attach(Tensor value, Tensor v, Tensor g) {
    Tensor linear = v.mul(g).sum();
    return value.add(linear.sub(linear.detach()));
  }
}
