package org.likeness.bench;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.likeness.torch.Rows;

/**
 * Pseudorandom numbers that any program can compute, for comparisons with other programs: number
 * {@code i} of series {@code s} is {@code mix(i + s 2^32) / 2^32 - 1/2}, where {@code mix} is the
 * upper half of the finalizer of MurmurHash3 for 64 bits (Appleby, public domain).
 */
public final class FixedNumbers {
  private FixedNumbers() {}

  /** One number in [-0.5, 0.5]. */
  public static float at(long index, int series) {
    long x = index + ((long) series << 32);
    x ^= x >>> 33;
    x *= 0xff51afd7ed558ccdL;
    x ^= x >>> 33;
    x *= 0xc4ceb9fe1a85ec53L;
    x ^= x >>> 33;
    return (float) ((x >>> 32) / 4294967296.0 - 0.5);
  }

  /** Rows of length 1, {@code [n, d]}, in the caller's scope. */
  static Tensor unitRows(int n, int d, int series) {
    return Rows.unit(
        n, d, (row, i) -> Arrays.setAll(row, k -> FixedNumbers.at((long) i * d + k, series)));
  }
}
