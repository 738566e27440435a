package org.likeness.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.likeness.torch.Tensors;

/** The memory of tensors as bytes, in pieces: a Java buffer cannot span more than 2 GB. */
public final class TensorBytes {
  /** Takes bytes one piece after another: a file, a digest. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes all that remains in {@code piece}, whose memory is another's and valid during the call
     * alone.
     */
    void take(ByteBuffer piece) throws IOException;
  }

  private static final int PIECE = 1 << 26;

  private TensorBytes() {}

  /** Hands over all elements in row-major order, whatever device and strides the tensor has. */
  public static void read(Tensor tensor, Sink sink) throws IOException {
    // Each of these may be the tensor itself under another handle: closing the handle frees nothing
    // that lives.
    try (Device cpu = new Device("cpu");
        Tensor detached = tensor.detach();
        Tensor here = detached.to(cpu, Tensors.type(tensor));
        Tensor dense = here.contiguous()) {
      eachPiece(dense, sink);
    }
  }

  /**
   * Lets {@code source} fill the memory of a dense tensor on the CPU; each piece must be filled
   * whole.
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
