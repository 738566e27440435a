package org.likeness.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.likeness.error.FirstFew;
import org.likeness.error.InputException;
import org.likeness.error.InputFile;
import org.likeness.torch.Tensors;

/**
 * A safetensors file whose header has been read and checked. Keeps no file open: each tensor is
 * read from the file on request. Immutable and thread-safe.
 */
public final class SafeTensorsFile {
  private static final int NAMED = 5;

  private final Path file;
  private final Map<String, String> metadata;
  private final Map<String, TensorEntry> entries;

  private SafeTensorsFile(Path file, SafeTensorsHeader header) {
    this.file = file;
    this.metadata = header.metadata();
    this.entries = header.entries();
  }

  static SafeTensorsFile open(Path file) {
    if (Files.isDirectory(file)) {
      throw new InputException(file + " is a folder: name the .safetensors file in it");
    }
    InputFile.require(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new SafeTensorsFile(file, SafeTensorsHeader.read(file, channel));
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }

  /** The metadata of the file. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Names of the tensors, in the order of their data in the file. */
  public List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** Type, shape and position of one tensor, without reading it. */
  public TensorEntry entry(String name) {
    TensorEntry entry = entries.get(name);
    if (entry == null) {
      throw new InputException(
          file
              + " has no tensor '"
              + name
              + "': it has "
              + (entries.isEmpty() ? "none" : FirstFew.of(entries.keySet(), NAMED)));
    }
    return entry;
  }

  /** One tensor, copied into libtorch's memory. The caller's scope owns it. */
  public Tensor tensor(String name) {
    TensorEntry entry = entry(name);
    try (TensorOptions options = new TensorOptions(entry.type().scalarType())) {
      Tensor tensor = torch.empty(entry.sizes(), options, null);
      readInto(entry, tensor);
      return tensor;
    }
  }

  /**
   * Copies one tensor of the file into {@code target} of the same shape, which keeps its type and
   * device.
   */
  public void copyTo(String name, Tensor target) {
    if (!java.util.Arrays.equals(entry(name).sizes(), Tensors.shape(target))) {
      throw new IllegalArgumentException(
          name
              + " has shape "
              + entry(name).shape()
              + " in "
              + file
              + " but its target has another shape");
    }
    try (Tensor tensor = tensor(name)) {
      Tensors.copy(tensor, target);
    }
  }

  private void readInto(TensorEntry entry, Tensor tensor) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.position(entry.position());
      TensorBytes.fill(
          tensor,
          piece -> {
            while (piece.hasRemaining()) {
              if (channel.read(piece) < 0) {
                throw new EOFException("the file was truncated while it was read");
              }
            }
          });
    } catch (IOException e) {
      throw InputFile.unreadable(file, e);
    }
  }
}
