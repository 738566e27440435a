package org.likeness.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Computes convolutions and matrix products in bfloat16 on this thread until it is closed; weights
 * and gradients stay float32. libtorch's cache of converted weights is switched off: the bindings
 * cannot clear it, and weights in it would never change.
 *
 * <p>Use it around a network and not around a loss: similarities of 8 bits, divided by a small
 * temperature, are too coarse.
 */
public final class Autocast implements AutoCloseable {
  private final DeviceType device;
  private final boolean before;

  /**
   * On the device of a tensor; where {@code enabled} is false, nothing changes.
   *
   * @param beside what the network is given
   */
  public Autocast(boolean enabled, Tensor beside) {
    device = beside.is_cuda() ? DeviceType.CUDA : DeviceType.CPU;
    before = torch.is_autocast_enabled(device);
    if (enabled) {
      torch.set_autocast_cache_enabled(false);
      torch.set_autocast_dtype(device, ScalarType.BFloat16);
      torch.set_autocast_enabled(device, true);
    }
  }

  @Override
  public void close() {
    torch.set_autocast_enabled(device, before);
  }
}
