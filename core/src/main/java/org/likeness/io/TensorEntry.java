package org.likeness.io;

import java.util.List;

/**
 * The description of one tensor in the header of a safetensors file.
 *
 * @param type element type
 * @param shape sizes of its dimensions, empty for a scalar
 * @param position of its first byte, relative to the start of the file
 * @param bytes number of bytes
 */
public record TensorEntry(ElementType type, List<Long> shape, long position, long bytes) {
  public TensorEntry {
    shape = List.copyOf(shape);
  }

  /** The shape in libtorch's form. */
  public long[] sizes() {
    return shape.stream().mapToLong(Long::longValue).toArray();
  }
}
