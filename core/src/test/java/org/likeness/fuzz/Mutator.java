package org.likeness.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.likeness.random.RandomStream;

/**
 * Changes bytes at random: bits, runs, ends, blocks, numbers at the places of headers. A function
 * of the stream of random numbers alone.
 */
final class Mutator {
  private static final int MOST = 6;
  private static final int HEADER = 256;
  private static final int LONGEST = 64;
  private static final int LONGEST_INPUT = 1 << 20;
  private static final List<Long> EXTREMES =
      List.of(
          0L,
          1L,
          2L,
          -1L,
          (long) Byte.MAX_VALUE,
          (long) Short.MAX_VALUE,
          0x8000L,
          0x10000L,
          (long) Integer.MAX_VALUE,
          (long) Integer.MIN_VALUE,
          Long.MAX_VALUE,
          Long.MIN_VALUE);

  private final RandomStream random;
  private final TextMutator text;

  Mutator(RandomStream random) {
    this.random = random;
    this.text = new TextMutator(random);
  }

  /**
   * One to six changes, mostly one or two.
   *
   * @param other a second input of the same kind, of which pieces are taken
   * @param isText whether tokens are changed too
   */
  byte[] mutate(byte[] bytes, byte[] other, boolean isText) {
    byte[] changed = bytes;
    for (int i = 0; i < MOST && (i == 0 || random.chance(0.4)); i++) {
      changed = isText && random.chance(0.7) ? text.change(changed) : change(changed, other);
      changed = Arrays.copyOf(changed, Math.min(changed.length, LONGEST_INPUT));
    }
    return changed;
  }

  private byte[] change(byte[] bytes, byte[] other) {
    return switch (random.nextInt(10)) {
      case 0 -> flipped(bytes);
      case 1, 2 -> withNumber(bytes);
      case 3 -> overwritten(bytes);
      case 4 -> Arrays.copyOf(bytes, position(bytes));
      case 5 -> replaced(bytes, position(bytes), 0, noise());
      case 6 -> without(bytes);
      case 7 -> duplicated(bytes);
      case 8 -> swapped(bytes);
      default -> spliced(bytes, other);
    };
  }

  private byte[] flipped(byte[] bytes) {
    byte[] changed = bytes.clone();
    for (int i = 0; changed.length > 0 && (i == 0 || random.chance(0.6)); i++) {
      changed[position(changed) % changed.length] ^= (byte) (1 << random.nextInt(8));
    }
    return changed;
  }

  /** A number of 1, 2, 4 or 8 bytes in either order, as a header has them. */
  private byte[] withNumber(byte[] bytes) {
    int width = 1 << random.nextInt(4);
    if (bytes.length < width) {
      return bytes;
    }
    byte[] changed = bytes.clone();
    int at = random.nextInt(Math.min(HEADER, bytes.length - width + 1));
    long value = EXTREMES.get(random.nextInt(EXTREMES.size()));
    boolean big = random.chance(0.5);
    ByteBuffer number =
        ByteBuffer.allocate(8)
            .order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
            .putLong(value);
    System.arraycopy(number.array(), big ? 8 - width : 0, changed, at, width);
    return changed;
  }

  private byte[] overwritten(byte[] bytes) {
    int from = position(bytes);
    byte[] piece = noise();
    return replaced(bytes, from, Math.min(piece.length, bytes.length - from), piece);
  }

  private byte[] without(byte[] bytes) {
    int from = position(bytes);
    return replaced(bytes, from, length(bytes, from), new byte[0]);
  }

  private byte[] duplicated(byte[] bytes) {
    int from = position(bytes);
    byte[] block = Arrays.copyOfRange(bytes, from, from + length(bytes, from));
    return replaced(bytes, random.chance(0.5) ? from : position(bytes), 0, block);
  }

  private byte[] swapped(byte[] bytes) {
    int a = position(bytes);
    int b = position(bytes);
    int length = Math.min(length(bytes, Math.max(a, b)), Math.abs(a - b));
    byte[] changed = bytes.clone();
    System.arraycopy(bytes, a, changed, b, length);
    System.arraycopy(bytes, b, changed, a, length);
    return changed;
  }

  /** The start of one input and the end of another. */
  private byte[] spliced(byte[] bytes, byte[] other) {
    int cut = position(bytes);
    int from = random.chance(0.5) ? Math.min(cut, other.length) : position(other);
    return replaced(bytes, cut, bytes.length - cut, Arrays.copyOfRange(other, from, other.length));
  }

  /** Random bytes, or one byte many times. */
  private byte[] noise() {
    byte[] noise = new byte[1 + random.nextInt(LONGEST)];
    boolean same = random.chance(0.5);
    byte fill = (byte) (random.chance(0.5) ? 0xFF * random.nextInt(2) : random.nextInt());
    for (int i = 0; i < noise.length; i++) {
      noise[i] = same ? fill : (byte) random.nextInt();
    }
    return noise;
  }

  /** From 0 to the length; a third near the start, where headers are. */
  private int position(byte[] bytes) {
    int end = bytes.length + 1;
    return random.nextInt(random.chance(1 / 3.0) ? Math.min(HEADER, end) : end);
  }

  /** Of a block that begins at {@code from}: short ones are as frequent as long ones. */
  private int length(byte[] bytes, int from) {
    int most = bytes.length - from;
    return most == 0 ? 0 : random.nextInt(1 + random.nextInt(most)) + 1;
  }

  static byte[] replaced(byte[] bytes, int from, int length, byte[] by) {
    byte[] changed = new byte[bytes.length - length + by.length];
    System.arraycopy(bytes, 0, changed, 0, from);
    System.arraycopy(by, 0, changed, from, by.length);
    System.arraycopy(bytes, from + length, changed, from + by.length, bytes.length - from - length);
    return changed;
  }
}
