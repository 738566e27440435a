package org.likeness.torch;

import java.util.Locale;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.error.InputException;

/**
 * Where tensors are stored and computed. Methods and losses create tensors on the device of their
 * inputs, so that training on a device only moves the method's state and each batch.
 */
public enum ComputeDevice {
  /** The processor. */
  CPU,
  /** An NVIDIA GPU, with the build of libtorch for it. */
  CUDA;

  /** Its name in libtorch and in recipes. */
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
          "there is no CUDA device that this build of libtorch can use: train on the CPU (--device cpu), or build with"
              + " LIKENESS_BUILD_OPTS=-Pgpu on a machine with CUDA 13 and cuDNN 9");
    }
  }

  /** Moves tensors to this device in place: all handles of a tensor see it. */
  public void move(Iterable<Tensor> tensors) {
    try (Scope scope = Scope.openNoGrad()) {
      Device here = new Device(label());
      for (Tensor tensor : tensors) {
        tensor.set_data(tensor.detach().to(here, Tensors.type(tensor)));
      }
    }
  }

  /** The tensor on this device: itself, or a copy. */
  public Tensor place(Tensor tensor) {
    return tensor.is_cuda() == (this == CUDA)
        ? tensor
        : tensor.to(new Device(label()), Tensors.type(tensor));
  }

  /** The tensor on the device of another one: itself, or a copy. */
  public static Tensor beside(Tensor other, Tensor tensor) {
    return (other.is_cuda() ? CUDA : CPU).place(tensor);
  }

  /** Waits until a GPU has finished its work, for measuring time. */
  public void synchronize() {
    if (this == CUDA) {
      torch.cuda_synchronize();
    }
  }
}
