package org.likeness.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.zip.CRC32C;
import org.likeness.error.RunException;

/**
 * {@code events.out.tfevents.likeness}: the numbers of a run for TensorBoard.
 *
 * <p>The file is a sequence of records: length (8 bytes, little-endian), masked CRC32C of these 8
 * bytes (4), data, masked CRC32C of the data (4). The data is an {@code Event} in protocol buffers,
 * of which four fields are used: {@code wall_time} (1, double, seconds), {@code step} (2, varint),
 * {@code file_version} (3, string, in the first record alone), {@code summary} (5), which has for
 * each number a {@code value} (1) with {@code tag} (1) and {@code simple_value} (2, float).
 *
 * <p>Tags: {@code step/loss}, {@code step/rate} and {@code step/} with the name of a term, every
 * {@code log-steps} steps; {@code epoch/loss}, {@code epoch/rate}, {@code epoch/spread} and {@code
 * epoch/} with the name of a term or metric, after each epoch. Steps are updates done.
 */
final class EventFile implements TrainingListener, AutoCloseable {
  private static final int MASK = 0xa282ead8;
  private static final int HEADER = 12;
  private static final int LEAST = 1 + Double.BYTES + 2; // time and step
  private static final int LARGEST = 1 << 20; // of a record's data: those written here are smaller

  private final Path file;
  private final FileChannel channel;
  private final int logSteps;
  private long step;

  private EventFile(Path file, FileChannel channel, int logSteps, long step) {
    this.file = file;
    this.channel = channel;
    this.logSteps = logSteps;
    this.step = step;
  }

  /**
   * Opens the file for writing.
   *
   * @param firstStep updates done: records of later ones are dropped, and so is what follows a
   *     record that is incomplete or damaged
   */
  static EventFile open(Path file, long firstStep, int logSteps) {
    try {
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      long kept = firstStep == 0 ? 0 : kept(channel, firstStep);
      channel.truncate(kept).position(kept);
      EventFile events = new EventFile(file, channel, logSteps, firstStep);
      if (kept == 0) {
        Message version = new Message();
        version.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
        events.write(0, version);
      }
      return events;
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  /** The length of the leading records that are whole and of no later step. */
  private static long kept(FileChannel channel, long lastStep) throws IOException {
    long kept = 0;
    while (true) {
      ByteBuffer header = bytes(channel, kept, HEADER);
      if (header.remaining() < HEADER || header.getInt(8) != crc(header.slice(0, 8))) {
        return kept;
      }
      long length = header.getLong(0);
      if (length < LEAST || length > LARGEST) {
        return kept;
      }
      ByteBuffer data = bytes(channel, kept + HEADER, (int) length + Integer.BYTES);
      if (data.remaining() < length + Integer.BYTES
          || data.getInt((int) length) != crc(data.slice(0, (int) length))
          || step(data.position(0)) > lastStep) {
        return kept;
      }
      kept += HEADER + length + Integer.BYTES;
    }
  }

  private static ByteBuffer bytes(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {}
    return bytes.flip();
  }

  /** The step of an event, which follows its time: a tag and a double, then a tag and a varint. */
  private static long step(ByteBuffer event) {
    event.position(1 + Double.BYTES + 1);
    long step = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = event.get();
      step |= (next & 0x7FL) << shift;
      if (next >= 0) {
        break;
      }
    }
    return step;
  }

  private static int crc(ByteBuffer data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  @Override
  public void onStepEnd(StepEnd event) {
    step = event.step().index() + 1;
    if (step % logSteps == 0) {
      Message summary = new Message();
      number(summary, "step/loss", event.loss());
      number(summary, "step/rate", event.learningRate());
      numbers(summary, "step/", event.terms());
      write(step, new Message().bytes(5, summary.content()));
    }
  }

  @Override
  public void onEpochEnd(EpochEnd event) {
    Message summary = new Message();
    number(summary, "epoch/loss", event.loss());
    number(summary, "epoch/rate", event.learningRate());
    number(summary, "epoch/spread", event.spread());
    numbers(summary, "epoch/", event.terms());
    numbers(summary, "epoch/", event.metrics().values());
    write(step, new Message().bytes(5, summary.content()));
  }

  private static void numbers(Message summary, String prefix, Map<String, Double> numbers) {
    numbers.forEach((name, value) -> number(summary, prefix + name, value));
  }

  private static void number(Message summary, String tag, double value) {
    Message number = new Message();
    number.bytes(1, tag.getBytes(StandardCharsets.UTF_8)).floating(2, (float) value);
    summary.bytes(1, number.content());
  }

  private void write(long at, Message rest) {
    Message event = new Message();
    byte[] data = event.real(1, System.currentTimeMillis() / 1000.0).whole(2, at).add(rest);
    ByteBuffer record =
        ByteBuffer.allocate(HEADER + data.length + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    record.putLong(data.length);
    record.putInt(crc(record.slice(0, Long.BYTES))).put(data).putInt(crc(ByteBuffer.wrap(data)));
    record.flip();
    try {
      while (record.hasRemaining()) {
        channel.write(record);
      }
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  /** A message in protocol buffers; a field's tag is its number and the kind of its value. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message whole(int field, long value) {
      varint(field << 3);
      varint(value);
      return this;
    }

    Message real(int field, double value) {
      return fixed(field << 3 | 1, Double.BYTES, Double.doubleToLongBits(value));
    }

    Message floating(int field, float value) {
      return fixed(field << 3 | 5, Float.BYTES, Float.floatToIntBits(value));
    }

    Message bytes(int field, byte[] value) {
      varint(field << 3 | 2);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    byte[] add(Message rest) {
      out.writeBytes(rest.content());
      return content();
    }

    byte[] content() {
      return out.toByteArray();
    }

    private Message fixed(int tag, int bytes, long bits) {
      varint(tag);
      for (int i = 0; i < bytes; i++) {
        out.write((int) (bits >>> 8 * i));
      }
      return this;
    }

    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        out.write((int) (rest & 0x7F | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
  }
}
