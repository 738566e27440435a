package org.likeness.cli;

import org.likeness.torch.Devices;

/** What {@code --device} names. */
enum Device {
  CPU(Devices.CPU),
  CUDA(Devices.CUDA);

  private final String label;

  Device(String label) {
    this.label = label;
  }

  /** As a recipe names it. */
  String label() {
    return label;
  }
}
