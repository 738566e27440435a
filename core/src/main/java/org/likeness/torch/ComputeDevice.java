package org.likeness.torch;

import java.util.Locale;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.error.InputException;

/**
 * Where tensors lie and are computed with. Methods and losses make what they need beside what they
 * are given, so that moving a method's state and each batch is all there is to training elsewhere.
 */
public enum ComputeDevice {
  /** The processor. */
  CPU,
  /** An NVIDIA GPU, with the build of libtorch for it. */
  CUDA;

  /** As libtorch, recipes and people name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether this machine has it and this build of libtorch can use it; loads libtorch. */
  public boolean isAvailable() {
    Torch.require();
    return this == CPU || torch.cuda_is_available();
  }

  /**
   * Loads libtorch and checks that the device can be used.
   *
   * @throws InputException where it cannot
   */
  public void require() {
    if (!isAvailable()) {
      throw new InputException(
          "there is no CUDA device that this build of libtorch can use: compute on the processor (--device cpu), or build with"
              + " LIKENESS_BUILD_OPTS=-Pgpu on a machine with CUDA 13 and cuDNN 9");
    }
  }

  /** Moves live tensors, handles of which others hold, here: all handles see it. */
  public void move(Iterable<Tensor> tensors) {
    try (Scope scope = Scope.openNoGrad()) {
      Device here = new Device(label());
      for (Tensor tensor : tensors) {
        tensor.set_data(tensor.detach().to(here, Tensors.type(tensor)));
      }
    }
  }

  /** The tensor here: itself, or a copy. */
  public Tensor place(Tensor tensor) {
    return tensor.is_cuda() == (this == CUDA)
        ? tensor
        : tensor.to(new Device(label()), Tensors.type(tensor));
  }

  /** The tensor on the device of another one: itself, or a copy. */
  public static Tensor beside(Tensor other, Tensor tensor) {
    return (other.is_cuda() ? CUDA : CPU).place(tensor);
  }

  /** Waits for what a GPU still has to do, for who looks at the clock. */
  public void synchronize() {
    if (this == CUDA) {
      torch.cuda_synchronize();
    }
  }
}
