package org.likeness.nn;

import static java.util.Objects.requireNonNull;

import org.bytedeco.pytorch.Tensor;

/**
 * A layer as it computes outside training: {@code activation(W x + b)}, its norm contained in
 * weight and bias.
 *
 * @param weight {@code [out, in]}
 * @param bias {@code [out]}
 */
public record DenseLayer(Tensor weight, Tensor bias, Activation activation) {
  public DenseLayer {
    requireNonNull(weight, "weight is null");
    requireNonNull(bias, "bias is null");
    requireNonNull(activation, "activation is null");
  }

  /** {@code [B, in]} to {@code [B, out]}. */
  public Tensor forward(Tensor x) {
    return activation.of(x.mm(weight.t()).add(bias));
  }
}
