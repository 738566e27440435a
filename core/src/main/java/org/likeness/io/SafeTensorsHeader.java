package org.likeness.io;

import com.fasterxml.jackson.core.JsonProcessingException;
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
 * Reads a header and refuses all that the format forbids (see {@link SafeTensors}), so that no
 * tensor is ever made from bytes of another or from beyond the end.
 *
 * @param entries in the order of their data, positions counted from the beginning of the file
 */
record SafeTensorsHeader(Map<String, String> metadata, Map<String, TensorEntry> entries) {
  /** The limit of the format's own library. */
  private static final long LONGEST = 100_000_000;

  static SafeTensorsHeader read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new InputException(
          file
              + " is not a safetensors file: it has only "
              + size
              + " bytes, its header alone has 8");
    }
    long length = take(channel, 0, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > LONGEST) {
      throw new InputException(
          file + " is not a safetensors file: it does not begin with the length of a header");
    }
    if (length > size - 8) {
      throw damaged(file, "it ends within its header");
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
        throw new java.io.EOFException("it became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  private static JsonNode parse(Path file, byte[] text) throws IOException {
    JsonNode json;
    try {
      json = Json.parseStrictly(text);
    } catch (JsonProcessingException e) {
      throw new InputException(
          file
              + " is not a safetensors file: its header is not JSON ("
              + e.getOriginalMessage()
              + ")",
          e);
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
      throw damaged(file, "its metadata is not an object");
    }
    for (Map.Entry<String, JsonNode> text : given.properties()) {
      if (!text.getValue().isTextual()) {
        throw damaged(file, "its metadata '" + text.getKey() + "' is not a text");
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
    // An empty tensor takes no room and goes before the one that begins at its place.
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
                            + "' has elements of type '"
                            + typeName
                            + "', which cannot be read here"));
    List<Long> shape = longs(file, name, json.path("shape"));
    List<Long> offsets = longs(file, name, json.path("data_offsets"));
    if (offsets.size() != 2 || offsets.get(1) < offsets.get(0)) {
      throw damaged(file, "tensor '" + name + "' has no beginning and end");
    }
    long bytes = type.bytes();
    try {
      for (long side : shape) {
        bytes = Math.multiplyExact(bytes, side);
      }
    } catch (ArithmeticException e) {
      throw damaged(file, "tensor '" + name + "' has the impossible shape " + shape);
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
      throw damaged(file, "tensor '" + name + "' lies beyond the end");
    }
    return new TensorEntry(type, shape, dataStart + offsets.get(0), bytes);
  }

  private static List<Long> longs(Path file, String name, JsonNode json) {
    List<Long> values = new ArrayList<>();
    for (JsonNode value : json) {
      if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
        throw damaged(
            file,
            "tensor '" + name + "' is described by " + value + " where a whole number must stand");
      }
      values.add(value.longValue());
    }
    if (!json.isArray()) {
      throw damaged(file, "tensor '" + name + "' lacks its shape or its place");
    }
    return values;
  }

  private static void checkPlaces(
      Path file, Map<String, TensorEntry> entries, long dataStart, long size) {
    long expected = dataStart;
    for (Map.Entry<String, TensorEntry> entry : entries.entrySet()) {
      if (entry.getValue().position() < expected) {
        throw damaged(file, "tensor '" + entry.getKey() + "' overlaps the one before it");
      }
      if (entry.getValue().position() > expected) {
        throw damaged(file, "there is a hole before tensor '" + entry.getKey() + "'");
      }
      expected += entry.getValue().bytes();
    }
    if (size < expected) {
      throw new InputException(
          file
              + " is cut off: it has "
              + size
              + " bytes but its tensors need "
              + expected
              + " (copy or download it again)");
    }
    if (size > expected) {
      throw damaged(file, "it has " + (size - expected) + " bytes that belong to no tensor");
    }
  }

  private static InputException damaged(Path file, String how) {
    return new InputException(file + " is damaged: " + how + " (copy or download it again)");
  }
}
