package org.likeness.loss;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/**
 * Products in the type of their factors while this is open, even where the loop around has asked
 * for bfloat16: similarities divided by a small temperature need more than eight bits. Of the
 * thread that opened it; backward keeps to it by itself.
 */
final class FullPrecision implements AutoCloseable {
  private final DeviceType device;
  private final boolean before;

  /** For operations on the device of {@code tensor}. */
  FullPrecision(Tensor tensor) {
    device = tensor.device().type().intern();
    before = torch.is_autocast_enabled(device);
    torch.set_autocast_enabled(device, false);
  }

  @Override
  public void close() {
    torch.set_autocast_enabled(device, before);
  }
}
