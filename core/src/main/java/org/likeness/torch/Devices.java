package org.likeness.torch;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.error.InputException;

/**
 * Where tensors lie and are computed with: {@code cpu}, or {@code cuda} with the build of libtorch
 * for it. Methods and losses make what they need beside what they are given, so that moving a
 * method's state and each batch is all there is to training on another device.
 */
public final class Devices {
  public static final String CPU = "cpu";
  public static final String CUDA = "cuda";

  private Devices() {}

  /** Whether this machine and this build of libtorch have a GPU. */
  public static boolean hasCuda() {
    Torch.require();
    return torch.cuda_is_available();
  }

  /**
   * Loads libtorch and checks that a device can be used.
   *
   * @param name {@code cpu} or {@code cuda}
   * @throws InputException where it cannot be used here
   */
  public static void require(String name) {
    Torch.require();
    if (name.equals(CUDA) && !hasCuda()) {
      throw new InputException(
          "there is no CUDA device that this build of libtorch can use: compute on the processor (--device cpu), or build with"
              + " LIKENESS_BUILD_OPTS=-Pgpu on a machine with CUDA 13 and cuDNN 9");
    }
  }

  /** Moves live tensors, handles of which others hold, to a device: all handles see it. */
  public static void move(Iterable<Tensor> tensors, String device) {
    try (Scope scope = Scope.openNoGrad()) {
      Device to = new Device(device);
      for (Tensor tensor : tensors) {
        tensor.set_data(tensor.detach().to(to, Tensors.type(tensor)));
      }
    }
  }

  /** The tensor on the device of another one: itself, or a copy. */
  public static Tensor beside(Tensor other, Tensor tensor) {
    return tensor.is_cuda() == other.is_cuda()
        ? tensor
        : tensor.to(other.device(), Tensors.type(tensor));
  }

  /** The tensor on a device: itself, or a copy. */
  public static Tensor on(String device, Tensor tensor) {
    return tensor.is_cuda() == device.equals(CUDA)
        ? tensor
        : tensor.to(new Device(device), Tensors.type(tensor));
  }

  /** Waits for what a GPU still has to do, for who looks at the clock. */
  public static void synchronize(String device) {
    if (device.equals(CUDA)) {
      torch.cuda_synchronize();
    }
  }
}
