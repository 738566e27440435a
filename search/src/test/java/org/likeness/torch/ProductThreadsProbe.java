package org.likeness.torch;

/** Lets tests see what is package-private. */
public final class ProductThreadsProbe {
  private ProductThreadsProbe() {}

  /** The threads that a matrix product has now. */
  public static int threads() {
    return Torch.productThreads();
  }
}
