package org.likeness.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.likeness.error.RunException;
import org.likeness.torch.Tensors;

/**
 * Named tensors in one file in the safetensors format, which Python, Rust and others can read
 * without executing code from the file.
 *
 * <p>File format, little-endian:
 *
 * <ol>
 *   <li>8 bytes: length of the header, N, unsigned.
 *   <li>N bytes: a JSON object in UTF-8 that starts with <code>{</code> and may end in spaces. Each
 *       key is a tensor's name with <code>
 *       {"dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end]}</code>, offsets counted
 *       from the end of the header. The key {@code __metadata__} has an object of strings.
 *   <li>The tensors' elements in row-major order. They fill the rest of the file without gaps or
 *       overlap.
 * </ol>
 *
 * <p>{@link #write} sorts by element size, largest first, then by name, and pads the header so that
 * the data starts at a multiple of 64: every tensor is aligned to its elements, and equal content
 * gives equal bytes.
 */
public final class SafeTensors {
  static final String METADATA = "__metadata__";
  static final int ALIGNMENT = 64;

  private SafeTensors() {}

  /**
   * Writes tensors to a file, which is replaced atomically.
   *
   * @param tensors by name; any device, any strides; not changed
   * @param metadata strings such as a description of the network
   * @throws RunException if the file cannot be written
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    write(file, tensors, metadata, piece -> {});
  }

  /**
   * As {@link #write}, with the SHA-256 of the file, computed while it is written.
   *
   * @return 64 hexadecimal digits
   * @throws RunException if the file cannot be written
   */
  public static String writeHashed(
      Path file, Map<String, Tensor> tensors, Map<String, String> metadata) {
    MessageDigest digest = Digests.of("SHA-256");
    write(file, tensors, metadata, digest::update);
    return Digests.hex(digest);
  }

  private static void write(
      Path file,
      Map<String, Tensor> tensors,
      Map<String, String> metadata,
      TensorBytes.Sink observer) {
    List<Map.Entry<String, Tensor>> order = new ArrayList<>(tensors.entrySet());
    order.sort(
        Comparator.comparingInt((Map.Entry<String, Tensor> e) -> -type(e.getValue()).bytes())
            .thenComparing(Map.Entry::getKey));
    Map<String, TensorEntry> entries = new LinkedHashMap<>();
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : order) {
      Tensor tensor = entry.getValue();
      ElementType type = type(tensor);
      long bytes = Math.multiplyExact(tensor.numel(), type.bytes());
      List<Long> shape = java.util.Arrays.stream(Tensors.shape(tensor)).boxed().toList();
      entries.put(entry.getKey(), new TensorEntry(type, shape, offset, bytes));
      offset += bytes;
    }
    try (AtomicFile out = new AtomicFile(file)) {
      TensorBytes.Sink sink =
          piece -> {
            observer.take(piece.duplicate());
            out.write(piece);
          };
      sink.take(header(entries, metadata, 0));
      for (Map.Entry<String, Tensor> entry : order) {
        TensorBytes.read(entry.getValue(), sink);
      }
      out.publish();
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  /**
   * Reads and checks the header of a file; tensors are read on request.
   *
   * @throws org.likeness.error.InputException if the file does not exist or is not complete
   */
  public static SafeTensorsFile read(Path file) {
    return SafeTensorsFile.open(file);
  }

  /**
   * The start of a file with one matrix whose number of rows is known only after they are written:
   * length and header, padded to a given length.
   *
   * @param bytes length of the result
   * @throws IllegalArgumentException if that is too short
   */
  public static ByteBuffer matrixHeader(
      String name, ElementType type, long rows, long columns, int bytes) {
    TensorEntry entry =
        new TensorEntry(type, List.of(rows, columns), 0, rows * columns * type.bytes());
    ByteBuffer header = header(Map.of(name, entry), Map.of(), bytes);
    if (header.remaining() != bytes) {
      throw new IllegalArgumentException(
          "a header of " + bytes + " bytes is too short for the tensor " + name);
    }
    return header;
  }

  private static ElementType type(Tensor tensor) {
    return ElementType.of(Tensors.type(tensor));
  }

  /**
   * Length and header.
   *
   * @param entries positions relative to the end of the header
   * @param least minimum length of the result in bytes
   */
  private static ByteBuffer header(
      Map<String, TensorEntry> entries, Map<String, String> metadata, int least) {
    Map<String, Object> json = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      json.put(METADATA, new TreeMap<>(metadata));
    }
    entries.forEach(
        (name, entry) -> {
          if (name.equals(METADATA)) {
            throw new IllegalArgumentException("a tensor must not be named " + METADATA);
          }
          Map<String, Object> described = new LinkedHashMap<>();
          described.put("dtype", entry.type().name());
          described.put("shape", entry.shape());
          described.put(
              "data_offsets", List.of(entry.position(), entry.position() + entry.bytes()));
          json.put(name, described);
        });
    byte[] text = Json.line(json).getBytes(StandardCharsets.UTF_8);
    int total = Math.max(least, (8 + text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    ByteBuffer header = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(total - 8L).put(text);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.flip();
  }
}
