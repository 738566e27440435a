package org.likeness.torch;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Convolutions and matrix products in bfloat16 until it is closed, on this thread; weights and
 * gradients stay float32. libtorch's cache of converted weights is switched off: the bindings
 * cannot clear it, and weights in it would never change.
 *
 * <p>It belongs around a network and not around a loss: similarities of 8 bits, divided by a small
 * temperature, are no longer similarities.
 */
public final class Autocast implements AutoCloseable {
  private final boolean before;

  /** Where {@code enabled} is false, nothing changes. */
  public Autocast(boolean enabled) {
    before = torch.is_autocast_enabled(DeviceType.CPU);
    if (enabled) {
      torch.set_autocast_cache_enabled(false);
      torch.set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
      torch.set_autocast_enabled(DeviceType.CPU, true);
    }
  }

  @Override
  public void close() {
    torch.set_autocast_enabled(DeviceType.CPU, before);
  }
}
