package org.likeness.io;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.likeness.error.InputException;

/**
 * Reads a header and rejects everything that the format forbids (see {@link SafeTensors}), so that
 * a tensor never gets bytes of another tensor or beyond the end.
 *
 * @param entries in the order of their data, positions relative to the start of the file
 */
record SafeTensorsHeader(Map<String, String> metadata, Map<String, TensorEntry> entries) {
  /** The limit of the format's own library. */
  private static final long LONGEST = 100_000_000;

  static SafeTensorsHeader read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new InputException(
          file
              + " is not a safetensors file: it has "
              + size
              + " bytes, fewer than the 8 of the header length");
    }
    long length = take(channel, 0, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > LONGEST) {
      throw new InputException(
          file + " is not a safetensors file: it does not start with the length of a header");
    }
    if (length > size - 8) {
      throw damaged(file, "the header is truncated");
    }
    JsonNode json = parse(file, take(channel, 8, (int) length).array());
    Map<String, String> metadata = metadata(file, json);
    Map<String, TensorEntry> entries = entries(file, json, 8 + length);
    checkPlaces(file, entries, 8 + length, size);
    return new SafeTensorsHeader(metadata, entries);
  }

  private static ByteBuffer take(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new java.io.EOFException("the file was truncated while it was read");
      }
    }
    return bytes.flip();
  }

  private static JsonNode parse(Path file, byte[] text) throws IOException {
    JsonNode json;
    try {
      json = Json.parseStrictly(text);
    } catch (JsonException e) {
      throw new InputException(
          file + " is not a safetensors file: its header is " + e.getMessage(), e);
    }
    if (text[0] != '{' || !json.isObject()) {
      throw new InputException(
          file + " is not a safetensors file: its header is not a JSON object");
    }
    return json;
  }

  private static Map<String, String> metadata(Path file, JsonNode json) {
    Map<String, String> metadata = new LinkedHashMap<>();
    JsonNode given = json.path(SafeTensors.METADATA);
    if (!given.isMissingNode() && !given.isObject()) {
      throw damaged(file, "the metadata is not an object");
    }
    for (Map.Entry<String, JsonNode> text : given.properties()) {
      if (!text.getValue().isTextual()) {
        throw damaged(file, "the metadata '" + text.getKey() + "' is not a string");
      }
      metadata.put(text.getKey(), text.getValue().textValue());
    }
    return Collections.unmodifiableMap(metadata);
  }

  private static Map<String, TensorEntry> entries(Path file, JsonNode json, long dataStart) {
    List<Map.Entry<String, TensorEntry>> list = new ArrayList<>();
    for (Map.Entry<String, JsonNode> described : json.properties()) {
      if (!described.getKey().equals(SafeTensors.METADATA)) {
        list.add(
            Map.entry(
                described.getKey(),
                entry(file, described.getKey(), described.getValue(), dataStart)));
      }
    }
    // An empty tensor has no bytes and is sorted before the tensor at the same position.
    list.sort(
        Comparator.comparingLong((Map.Entry<String, TensorEntry> e) -> e.getValue().position())
            .thenComparing(e -> e.getValue().bytes()));
    Map<String, TensorEntry> entries = new LinkedHashMap<>();
    list.forEach(e -> entries.put(e.getKey(), e.getValue()));
    return Collections.unmodifiableMap(entries);
  }

  private static TensorEntry entry(Path file, String name, JsonNode json, long dataStart) {
    String typeName = json.path("dtype").asText();
    ElementType type =
        ElementType.named(typeName)
            .orElseThrow(
                () ->
                    damaged(
                        file,
                        "tensor '"
                            + name
                            + "' has the element type '"
                            + typeName
                            + "', which is not supported"));
    List<Long> shape = longs(file, name, json.path("shape"));
    List<Long> offsets = longs(file, name, json.path("data_offsets"));
    if (offsets.size() != 2 || offsets.get(1) < offsets.get(0)) {
      throw damaged(file, "tensor '" + name + "' must have two data offsets");
    }
    long bytes = type.bytes();
    try {
      for (long side : shape) {
        bytes = Math.multiplyExact(bytes, side);
      }
    } catch (ArithmeticException e) {
      throw damaged(file, "tensor '" + name + "' has the invalid shape " + shape);
    }
    if (offsets.get(1) - offsets.get(0) != bytes) {
      throw damaged(
          file,
          "tensor '"
              + name
              + "' of shape "
              + shape
              + " needs "
              + bytes
              + " bytes but has "
              + (offsets.get(1) - offsets.get(0)));
    }
    if (offsets.get(0) > Long.MAX_VALUE - dataStart - bytes) {
      throw damaged(file, "tensor '" + name + "' extends beyond the end of the file");
    }
    return new TensorEntry(type, shape, dataStart + offsets.get(0), bytes);
  }

  private static List<Long> longs(Path file, String name, JsonNode json) {
    List<Long> values = new ArrayList<>();
    for (JsonNode value : json) {
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
        throw damaged(file, "tensor '" + name + "' has " + value + " where an integer is expected");
      }
      values.add(value.longValue());
    }
    if (!json.isArray()) {
      throw damaged(file, "tensor '" + name + "' has no shape or no data offsets");
    }
    return values;
  }

  private static void checkPlaces(
      Path file, Map<String, TensorEntry> entries, long dataStart, long size) {
    long expected = dataStart;
    for (Map.Entry<String, TensorEntry> entry : entries.entrySet()) {
      if (entry.getValue().position() < expected) {
        throw damaged(file, "tensor '" + entry.getKey() + "' overlaps the previous tensor");
      }
      if (entry.getValue().position() > expected) {
        throw damaged(file, "there is a gap before tensor '" + entry.getKey() + "'");
      }
      expected += entry.getValue().bytes();
    }
    if (size < expected) {
      throw new InputException(
          file
              + " is truncated: it has "
              + size
              + " bytes but its tensors need "
              + expected
              + " (copy or download it again)");
    }
    if (size > expected) {
      throw damaged(file, "it has " + (size - expected) + " extra bytes after the tensors");
    }
  }

  private static InputException damaged(Path file, String how) {
    return new InputException(file + " is damaged: " + how + " (copy or download it again)");
  }
}
