package org.likeness.fuzz;

import org.bytedeco.javacpp.Pointer;

/** How much the process grows outside of the Java heap, looked at now and then. */
final class Footprint {
  private final long before = outsideOfHeap();
  private long largest;

  void look() {
    largest = Math.max(largest, outsideOfHeap() - before);
  }

  /** Bytes; what comes and goes between two looks is missed. */
  long largest() {
    return largest;
  }

  private static long outsideOfHeap() {
    return Pointer.physicalBytes() - Runtime.getRuntime().totalMemory();
  }
}
