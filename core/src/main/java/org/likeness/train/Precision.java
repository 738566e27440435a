package org.likeness.train;

/**
 * The arithmetic of convolutions and matrix products. Weights, gradients and losses are float32 in
 * both.
 */
public enum Precision {
  /** 24 bits. */
  FLOAT32,
  /** 8 bits of mantissa: faster on processors that have it. */
  BFLOAT16
}
