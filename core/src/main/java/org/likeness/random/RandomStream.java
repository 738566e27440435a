package org.likeness.random;

/**
 * A stream of random numbers from the counter-based generator Philox4x32-10 (Salmon et al.,
 * <i>Parallel random numbers: as easy as 1, 2, 3</i>, SC 2011): the numbers are a function of
 * (seed, purpose, epoch, item, draw) and of nothing else. Not thread-safe; make one per item
 * instead of sharing one. Written here, since Java's generators cannot be asked for one draw of one
 * item.
 */
public final class RandomStream {
  private static final int M0 = 0xD2511F53;
  private static final int M1 = 0xCD9E8D57;
  private static final int W0 = 0x9E3779B9;
  private static final int W1 = 0xBB67AE85;

  /** Bits of a double that a float has no room for. */
  private static final long CUT_OFF = (1L << 29) - 1;

  /** An upper bound of the errors of two functions, a root and three products. */
  private static final long UNITS = 64;

  private final int key0;
  private final int key1;
  private final int purpose;
  private final int epoch;
  private final int item;
  private final int[] block = new int[4];
  private int draws;

  RandomStream(long seed, int purpose, int epoch, int item) {
    this.key0 = (int) seed;
    this.key1 = (int) (seed >>> 32);
    this.purpose = purpose;
    this.epoch = epoch;
    this.item = item;
  }

  /** 32 uniform bits. */
  public int nextInt() {
    int lane = draws & 3;
    if (lane == 0) {
      philox(draws >>> 2, item, epoch, purpose, key0, key1, block);
    }
    draws++;
    return block[lane];
  }

  /** Uniform in {@code [0, bound)}. */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive but is " + bound);
    }
    return (int) (((nextInt() & 0xFFFFFFFFL) * bound) >>> 32);
  }

  /** 64 uniform bits. */
  public long nextLong() {
    return (long) nextInt() << 32 | (nextInt() & 0xFFFFFFFFL);
  }

  /** Uniform in {@code [0, 1)} with 24 bits. */
  public float nextFloat() {
    return (nextInt() >>> 8) * 0x1p-24f;
  }

  /** Uniform in {@code [0, 1)} with 53 bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** Uniform in {@code [low, high)}. */
  public double uniform(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /** True with the given probability; always one draw, so that settings do not move later draws. */
  public boolean chance(double probability) {
    return nextDouble() < probability;
  }

  /** Standard normal (Box and Muller's method, one value a call). */
  public double nextGaussian() {
    double u = 1.0 - nextDouble();
    double v = nextDouble();
    return gaussian(u, v);
  }

  /**
   * {@code (float) (scale * nextGaussian())} to the last bit, in a fraction of the time: Java's
   * {@link Math} may miss each function by a unit in the last place of a double, and differently on
   * every machine, which changes the float only if the double is that near the middle between two
   * floats. There {@link StrictMath} is used.
   */
  public float nextGaussian(double scale) {
    double u = 1.0 - nextDouble();
    double v = nextDouble();
    double quick = scale * (Math.sqrt(-2.0 * Math.log(u)) * Math.cos(2.0 * Math.PI * v));
    return isNearMiddle(quick) ? (float) (scale * gaussian(u, v)) : (float) quick;
  }

  private static double gaussian(double u, double v) {
    return Math.sqrt(-2.0 * StrictMath.log(u)) * StrictMath.cos(2.0 * Math.PI * v);
  }

  /** True where a number a few units away may round to another float; also for tiny values. */
  static boolean isNearMiddle(double value) {
    long cutOff = Double.doubleToRawLongBits(value) & CUT_OFF;
    return Math.abs(cutOff - (CUT_OFF + 1) / 2) < UNITS || Math.abs(value) < Float.MIN_NORMAL;
  }

  /** Shuffles in place (Fisher and Yates). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }

  /** The block cipher itself: ten rounds over counter (c0..c3) and key (k0, k1). */
  static void philox(int c0, int c1, int c2, int c3, int k0, int k1, int[] out) {
    for (int round = 0; round < 10; round++) {
      long p0 = (M0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
      long p1 = (M1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
      int next0 = (int) (p1 >>> 32) ^ c1 ^ k0;
      int next2 = (int) (p0 >>> 32) ^ c3 ^ k1;
      c1 = (int) p1;
      c3 = (int) p0;
      c0 = next0;
      c2 = next2;
      k0 += W0;
      k1 += W1;
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
  }
}
