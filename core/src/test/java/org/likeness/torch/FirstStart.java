package org.likeness.torch;

import org.bytedeco.pytorch.global.torch;
import org.likeness.error.LikenessException;

/** The smallest program that uses libtorch; started in a process of its own. */
final class FirstStart {
  private FirstStart() {}

  public static void main(String[] args) {
    try {
      Torch.require();
      System.out.println("openblas " + torch.has_env("OPENBLAS_THREAD_TIMEOUT"));
      System.out.println("sum " + Tensors.floats(torch.ones(2, 3).sum())[0]);
    } catch (LikenessException e) {
      System.out.println(e.getMessage());
      System.exit(e.exitCode());
    }
  }
}
