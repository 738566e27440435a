package org.likeness.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.likeness.torch.Tensors;

/** Access to the memory of tensors as bytes, in pieces, since a Java buffer is limited to 2 GB. */
public final class TensorBytes {
  /** Receives bytes piece by piece: a file, a digest. */
  @FunctionalInterface
  public interface Sink {
    /** Receives the remaining bytes of {@code piece}, which is valid only during the call. */
    void take(ByteBuffer piece) throws IOException;
  }

  private static final int PIECE = 1 << 26;

  private TensorBytes() {}

  /** Passes on all elements in row-major order, for any device and strides. */
  public static void read(Tensor tensor, Sink sink) throws IOException {
    // Each of these may be another handle of the same tensor: closing it frees no memory in use.
    try (Device cpu = new Device("cpu");
        Tensor detached = tensor.detach();
        Tensor here = detached.to(cpu, Tensors.type(tensor));
        Tensor dense = here.contiguous()) {
      eachPiece(dense, sink);
    }
  }

  /**
   * Lets {@code source} fill the memory of a dense tensor on the CPU; it must fill each piece
   * completely.
   */
  static void fill(Tensor dense, Sink source) throws IOException {
    eachPiece(dense, source);
  }

  private static void eachPiece(Tensor dense, Sink sink) throws IOException {
    long length = Math.multiplyExact(dense.numel(), ElementType.of(Tensors.type(dense)).bytes());
    if (length == 0) {
      return; // an empty tensor has no memory
    }
    try (BytePointer memory = new BytePointer(dense.data_ptr())) {
      for (long at = 0; at < length; at += PIECE) {
        ByteBuffer piece = memory.position(at).limit(Math.min(length, at + PIECE)).asByteBuffer();
        sink.take(piece.order(ByteOrder.LITTLE_ENDIAN));
      }
    }
  }
}
