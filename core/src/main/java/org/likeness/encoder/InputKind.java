package org.likeness.encoder;

import org.bytedeco.pytorch.Tensor;
import org.likeness.nn.Luma;
import org.likeness.nn.Sobel;

/** What a network makes of preprocessed images before its first layer. */
public enum InputKind {
  /** The images themselves. */
  COLOURS,
  /** Their edges, {@link Sobel}. */
  EDGES,
  /** Their greyscale, {@link Luma}. */
  GREY;

  Tensor of(Tensor images) {
    return switch (this) {
      case COLOURS -> images;
      case EDGES -> Sobel.edges(images);
      case GREY -> Luma.of(images);
    };
  }
}
