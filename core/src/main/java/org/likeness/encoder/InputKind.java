package org.likeness.encoder;

import org.bytedeco.pytorch.Tensor;
import org.likeness.nn.Sobel;

/** What a network makes of preprocessed images before its first layer. */
public enum InputKind {
  /** The images themselves. */
  COLOURS,
  /** Their edges, {@link Sobel}. */
  EDGES;

  Tensor of(Tensor images) {
    return this == EDGES ? Sobel.edges(images) : images;
  }
}
