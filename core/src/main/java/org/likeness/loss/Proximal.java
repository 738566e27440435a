package org.likeness.loss;

import org.bytedeco.pytorch.Tensor;

/**
 * The proximal term of InstDisc (CVPR 2018, Eqs. 9 and 10): it keeps an embedding near its row in
 * the bank, {@code mean_b |v_b - bank_b|^2}. Without a weight; the paper compares 0 to 50, the
 * released code has no such term and smooths the bank instead.
 */
public final class Proximal {
  private Proximal() {}

  /**
   * The mean squared distance.
   *
   * @param v unit rows, {@code [B, d]}
   * @param own the bank row of each before its update, {@code [B, d]}, constants
   * @return a scalar
   */
  public static Tensor loss(Tensor v, Tensor own) {
    Shapes.requireEqual("features", v, "their bank rows", own);
    return v.sub(own.detach()).square().sum(1).mean();
  }
}
