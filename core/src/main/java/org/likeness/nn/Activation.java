package org.likeness.nn;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The function behind a layer of a head. */
public enum Activation {
  NONE,
  /** {@code max(0, x)}. */
  RELU,
  /** {@code x Phi(x)} with the normal distribution function itself, not an approximation. */
  GELU;

  Tensor of(Tensor x) {
    return switch (this) {
      case NONE -> x;
      case RELU -> x.relu();
      case GELU -> torch.gelu(x);
    };
  }
}
