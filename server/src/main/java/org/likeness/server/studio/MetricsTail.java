package org.likeness.server.studio;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.likeness.io.Json;
import org.likeness.io.JsonException;

/** Reads the lines of a run's {@code metrics.jsonl} as they are written. One thread at a time. */
final class MetricsTail {
  private static final int MOST = 4 << 20;

  private final Path file;
  private long position;

  /**
   * Starts within the file.
   *
   * @param position bytes that are read already, up to the end of a line
   */
  MetricsTail(Path file, long position) {
    this.file = file;
    this.position = position;
  }

  /** Bytes read so far, up to the end of a line. */
  long position() {
    return position;
  }

  /**
   * The complete lines that follow, those of 4 MB at most. Lines that are not JSON are left out.
   *
   * @return empty if the file has become shorter, since the run was resumed: it must be read again
   *     from the start
   * @throws NoSuchFileException if there is no such file any more
   */
  Optional<List<JsonNode>> next() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < position) {
        position = 0;
        return Optional.empty();
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MOST, size - position));
      while (bytes.hasRemaining()
          && channel.read(bytes, position + bytes.position()) > 0) {} // all of it
      byte[] read = bytes.array();
      int from = 0;
      for (int i = 0; i < bytes.position(); i++) {
        if (read[i] == '\n') {
          parse(new String(read, from, i - from, StandardCharsets.UTF_8)).ifPresent(lines::add);
          from = i + 1;
        }
      }
      position += from;
      if (from == 0 && bytes.position() == MOST) {
        position += MOST; // no line is as long
      }
    }
    return Optional.of(lines);
  }

  /** All complete lines. */
  List<JsonNode> all() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    while (true) {
      long before = position;
      Optional<List<JsonNode>> more = next();
      if (more.isEmpty()) {
        lines.clear();
        continue;
      }
      lines.addAll(more.get());
      if (position - before < MOST / 2) {
        return lines;
      }
    }
  }

  private static Optional<JsonNode> parse(String line) {
    try {
      return Optional.of(Json.parse(line));
    } catch (JsonException e) {
      return Optional.empty();
    }
  }
}
