package org.likeness.train;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Convolutions and matrix products in bfloat16 until it is closed, on this thread. libtorch's cache of converted weights is switched off:
 * the bindings cannot clear it, and weights in it would never change.
 */
final class Autocast implements AutoCloseable {
  private final boolean enabled;

  Autocast(Precision precision) {
    enabled = precision == Precision.BFLOAT16;
    if (enabled) {
      torch.set_autocast_cache_enabled(false);
      torch.set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
      torch.set_autocast_enabled(DeviceType.CPU, true);
    }
  }

  @Override
  public void close() {
    if (enabled) {
      torch.set_autocast_enabled(DeviceType.CPU, false);
    }
  }
}
