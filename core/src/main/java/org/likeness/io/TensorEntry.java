package org.likeness.io;

import java.util.List;

/**
 * What the header of a safetensors file says of one tensor.
 *
 * @param type of its elements
 * @param shape sizes of its dimensions, empty for a scalar
 * @param position of its first byte from the beginning of the file
 * @param bytes how many it has
 */
public record TensorEntry(ElementType type, List<Long> shape, long position, long bytes) {
  public TensorEntry {
    shape = List.copyOf(shape);
  }

  /** The shape as libtorch takes it. */
  public long[] sizes() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
