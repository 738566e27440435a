package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.likeness.torch.Torch;

/** The event file, read back by a plain reader of the format. */
final class EventFileTest {
  @TempDir private static Path shared;

  /** One number of the file. */
  private record Scalar(long step, String tag, float value) {}

  @BeforeAll
  static void train() {
    Torch.require();
    TinyRun.train(shared.resolve("whole"), Long.MAX_VALUE);
  }

  @Test
  void hasTheNumbersOfTheMetrics() throws IOException {
    List<Scalar> expected = new ArrayList<>();
    for (JsonNode line : Metrics.read(shared.resolve("whole/metrics.jsonl"))) {
      long step = line.path("step").asLong();
      String kind = line.path("event").asText();
      if (kind.equals("step") || kind.equals("epoch")) {
        add(expected, step, kind + "/loss", line.path("loss"));
        add(expected, step, kind + "/rate", line.path("lr"));
        if (kind.equals("epoch")) {
          add(expected, step, "epoch/spread", line.path("spread"));
        }
        line.path("terms")
            .properties()
            .forEach(e -> add(expected, step, kind + "/" + e.getKey(), e.getValue()));
        line.path("metrics")
            .properties()
            .forEach(e -> add(expected, step, kind + "/" + e.getKey(), e.getValue()));
      }
    }
    assertThat(expected).hasSizeGreaterThan(TinyRun.EPOCHS * TinyRun.STEPS * 2);
    assertThat(scalars(shared.resolve("whole"))).isEqualTo(expected);
  }

  private static void add(List<Scalar> all, long step, String tag, JsonNode value) {
    all.add(new Scalar(step, tag, (float) value.asDouble()));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 10, 19})
  void aResumedRunHasTheSameNumbers(long stop, @TempDir Path folder) throws IOException {
    TinyRun.train(folder, stop);
    TinyRun.train(folder, Long.MAX_VALUE);
    assertThat(scalars(folder)).isEqualTo(scalars(shared.resolve("whole")));
  }

  /** As if the run was killed after steps that no checkpoint has, in the middle of a record. */
  @Test
  void dropsWhatTheCheckpointDoesNotHave(@TempDir Path folder) throws IOException {
    Path file = file(folder);
    Files.copy(file(shared.resolve("whole")), file);
    byte[] all = Files.readAllBytes(file);
    Files.write(file, new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 9}, StandardOpenOption.APPEND);
    EventFile.open(file, 12, 1).close();
    assertThat(scalars(folder))
        .isEqualTo(scalars(shared.resolve("whole")).stream().filter(s -> s.step() <= 12).toList())
        .isNotEmpty();
    all[all.length / 2] ^= 1;
    Files.write(file, all);
    EventFile.open(file, Long.MAX_VALUE, 1).close();
    List<Scalar> kept = scalars(folder);
    assertThat(kept).isNotEmpty();
    assertThat(scalars(shared.resolve("whole")))
        .startsWith(kept.toArray(Scalar[]::new))
        .hasSizeGreaterThan(kept.size());
    EventFile.open(file, 0, 1).close();
    assertThat(scalars(folder)).isEmpty();
  }

  @Test
  void theReaderKnowsTheChecksumOfOtherWriters() {
    // The first 12 bytes of every event file that TensorFlow writes.
    assertThat(masked(new byte[] {0x18, 0, 0, 0, 0, 0, 0, 0})).isEqualTo(0x224b7fa3);
  }

  private static Path file(Path run) {
    return run.resolve("events.out.tfevents.likeness");
  }

  /** All numbers; every checksum is verified, and the first record names the version. */
  private static List<Scalar> scalars(Path run) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file(run))).order(ByteOrder.LITTLE_ENDIAN);
    List<Scalar> all = new ArrayList<>();
    boolean first = true;
    while (in.hasRemaining()) {
      byte[] length = take(in, 8);
      assertThat(in.getInt()).isEqualTo(masked(length));
      byte[] data =
          take(in, (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
      assertThat(in.getInt()).isEqualTo(masked(data));
      Fields event = Fields.of(data);
      assertThat(event.time).isBetween(1.6e9, 1e11);
      if (first) {
        assertThat(event.version).hasValue("brain.Event:2");
      }
      first = false;
      event.tags.forEach(tag -> all.add(new Scalar(event.step, tag.tag(), tag.value())));
    }
    assertThat(first).isFalse();
    return all;
  }

  private static byte[] take(ByteBuffer in, int count) {
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  /** CRC32C bit by bit, and TensorFlow's mask. */
  private static int masked(byte[] data) {
    int crc = -1;
    for (byte b : data) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82F63B78;
      }
    }
    crc = ~crc;
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }

  /** The fields of an event, or of a message within it. */
  private static final class Fields {
    private double time;
    private long step;
    private Optional<String> version = Optional.empty();
    private final List<Scalar> tags = new ArrayList<>();

    static Fields of(byte[] message) {
      Fields fields = new Fields();
      ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
      while (in.hasRemaining()) {
        switch (in.get()) {
          case 1 << 3 | 1 -> fields.time = in.getDouble();
          case 2 << 3 -> fields.step = varint(in);
          case 3 << 3 | 2 -> fields.version = Optional.of(text(in));
          case 5 << 3 | 2 -> fields.summary(take(in, (int) varint(in)));
          default -> throw new AssertionError("an unknown field");
        }
      }
      return fields;
    }

    private void summary(byte[] message) {
      ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
      while (in.hasRemaining()) {
        assertThat(in.get()).isEqualTo((byte) (1 << 3 | 2));
        int end = (int) varint(in) + in.position();
        assertThat(in.get()).isEqualTo((byte) (1 << 3 | 2));
        String tag = text(in);
        assertThat(in.get()).isEqualTo((byte) (2 << 3 | 5));
        tags.add(new Scalar(0, tag, in.getFloat()));
        assertThat(in.position()).isEqualTo(end);
      }
    }

    private static String text(ByteBuffer in) {
      return new String(take(in, (int) varint(in)), StandardCharsets.UTF_8);
    }

    private static long varint(ByteBuffer in) {
      long value = 0;
      int shift = 0;
      byte next;
      do {
        next = in.get();
        value |= (long) (next & 0x7F) << shift;
        shift += 7;
      } while (next < 0);
      return value;
    }
  }
}
