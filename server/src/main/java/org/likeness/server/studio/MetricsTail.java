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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.likeness.io.Json;
import org.likeness.io.JsonException;

/** Reads the lines of a run's {@code metrics.jsonl} as they are written. One thread at a time. */
final class MetricsTail {
  private static final int MOST = 4 << 20;

  /** Bytes before the position by which another file at the same place is told. */
  private static final int REMEMBERED = 256;

  private final Path file;
  private long position;
  private byte[] before = {};

  /**
   * Starts within the file.
   *
   * @param position bytes that are read already, up to the end of a line
   */
  MetricsTail(Path file, long position) {
    this.file = file;
    this.position = position;
  }

  /** Begins at the start of the file again. */
  void restart() {
    position = 0;
    before = new byte[0];
  }

  /** Bytes read so far, up to the end of a line. */
  long position() {
    return position;
  }

  /**
   * The complete lines that follow, those of 4 MB at most. Lines that are not JSON are left out.
   *
   * @return empty if what was read is no longer in the file, since the run was resumed or begun
   *     again: it must be read from the start
   * @throws NoSuchFileException if there is no such file any more
   */
  Optional<List<JsonNode>> next() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < position || !isSame(channel)) {
        restart();
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
      if (from > 0) {
        before = Arrays.copyOfRange(read, Math.max(0, from - REMEMBERED), from);
      }
      if (from == 0 && bytes.position() == MOST) {
        position += MOST; // no line is as long
        before = new byte[0];
      }
    }
    return Optional.of(lines);
  }

  private boolean isSame(FileChannel channel) throws IOException {
    ByteBuffer now = ByteBuffer.allocate(before.length);
    while (now.hasRemaining()
        && channel.read(now, position - before.length + now.position()) > 0) {} // all of it
    return Arrays.equals(now.array(), before);
  }

  /**
   * The complete lines that follow, up to the end of the file, in pieces.
   *
   * @param lines are told of each piece
   * @param reset is called where {@link #next} is empty, before all is read again
   */
  void rest(Consumer<List<JsonNode>> lines, Runnable reset) throws IOException {
    while (true) {
      long start = position;
      Optional<List<JsonNode>> more = next();
      more.ifPresentOrElse(lines, reset);
      if (more.isPresent() && position - start < MOST / 2) {
        return;
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
