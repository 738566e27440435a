package org.likeness.torch;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.likeness.error.InputException;

/** The memory of the machine, with which sizes are compared before they are allocated. */
public final class SystemMemory {
  private SystemMemory() {}

  /** Memory of the machine, or of its container, in bytes; 0 if unknown. */
  public static long bytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }

  /**
   * Checks that something is not larger than the memory of the machine.
   *
   * @param bytes its size
   * @param what needs them, such as {@code a batch of 128 images}, for the message
   * @param advice what to do, for the message
   * @throws InputException if it is larger
   */
  public static void require(double bytes, String what, String advice) {
    long there = bytes();
    if (there > 0 && bytes > there) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s needs %,.1f GB of memory but this machine has %,.1f GB: %s",
              what,
              bytes / 1e9,
              there / 1e9,
              advice));
    }
  }
}
