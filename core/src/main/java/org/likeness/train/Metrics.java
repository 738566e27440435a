package org.likeness.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;
import org.likeness.error.RunException;
import org.likeness.io.Json;
import org.likeness.io.JsonException;

/**
 * {@code metrics.jsonl}: the events of a run in their order, one JSON object per line. Every line
 * has {@code event} and {@code step} (updates done); epochs count from 1. Numbers that are not
 * finite are strings.
 *
 * <ul>
 *   <li>{@code run}: {@code time}, {@code name}, {@code images}, {@code epochs}, {@code
 *       steps_per_epoch}; one more each time the run is resumed, with {@code resumed} true
 *   <li>{@code step}, every {@code log-steps} steps: {@code epoch}, {@code loss}, {@code terms}
 *       (unweighted, by name), {@code lr}, {@code images}, {@code seconds}
 *   <li>{@code epoch}: {@code epoch}, {@code epochs}, {@code loss} and {@code terms} (means),
 *       {@code spread}, {@code lr}, {@code images}, {@code seconds}, {@code metrics} (what
 *       listeners measured, by name), {@code measured} (on how many images, if that is known),
 *       {@code intervals} (of 95 %, lower and upper end, of those metrics that have one)
 *   <li>{@code warning}: {@code kind}, {@code message}
 *   <li>{@code checkpoint}: {@code name}
 *   <li>{@code end}: {@code outcome} (completed, interrupted, failed), {@code epochs} (completed
 *       ones), {@code loss}, {@code seconds}
 * </ul>
 *
 * <p>Except for {@code time}, {@code seconds} and the position of checkpoints, equal recipes give
 * equal lines.
 */
public final class Metrics implements TrainingListener, AutoCloseable {
  private final Path file;
  private final FileChannel channel;
  private final int logSteps;
  private long step;

  private Metrics(Path file, FileChannel channel, int logSteps) {
    this.file = file;
    this.channel = channel;
    this.logSteps = logSteps;
  }

  /**
   * Opens the metrics of a run for writing.
   *
   * @param bytes how much of the file is kept: its length when the checkpoint was written from
   *     which the run is resumed
   * @param logSteps steps between two step lines
   */
  static Metrics open(Path file, long bytes, int logSteps) {
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.size() > bytes) {
        channel.truncate(bytes);
      }
      channel.position(channel.size());
      return new Metrics(file, channel, logSteps);
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }

  /**
   * Reads all complete lines; an incomplete last line is ignored.
   *
   * @throws InputException if the file cannot be read, or a line is not JSON
   */
  public static List<JsonNode> read(Path file) {
    List<JsonNode> events = new ArrayList<>();
    try {
      String text = Files.readString(file);
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        events.add(Json.parse(line));
      }
      return events;
    } catch (IOException e) {
      throw new InputException(
          e instanceof JsonException
              ? file + ", line " + (events.size() + 1) + ", is " + e.getMessage()
              : file + " cannot be read: " + FileReason.of(e),
          e);
    }
  }

  /**
   * Writes the line of the checkpoint from which the run is resumed, which follows the kept lines.
   */
  void restored(CheckpointWritten event) {
    step = event.step();
    onCheckpoint(event);
  }

  /** Forces all lines to the disk, and returns their length. */
  long force() throws IOException {
    channel.force(false);
    return channel.size();
  }

  @Override
  public void onRunStart(RunStart event) {
    step = event.firstStep();
    ObjectNode line =
        line("run")
            .put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
            .put("name", event.run());
    line.put("images", event.images())
        .put("epochs", event.epochs())
        .put("steps_per_epoch", event.stepsPerEpoch());
    write(event.firstStep() > 0 ? line.put("resumed", true) : line);
  }

  @Override
  public void onStepEnd(StepEnd event) {
    step = event.step().index() + 1;
    if (step % logSteps != 0) {
      return;
    }
    ObjectNode line = line("step").put("epoch", event.step().epoch() + 1).put("loss", event.loss());
    numbers(line, "terms", event.terms());
    write(
        line.put("lr", event.learningRate())
            .put("images", event.images())
            .put("seconds", rounded(event.seconds())));
  }

  @Override
  public void onEpochEnd(EpochEnd event) {
    ObjectNode line =
        line("epoch")
            .put("epoch", event.epoch() + 1)
            .put("epochs", event.epochs())
            .put("loss", event.loss());
    numbers(line, "terms", event.terms());
    line.put("spread", event.spread())
        .put("lr", event.learningRate())
        .put("images", event.images());
    numbers(line.put("seconds", rounded(event.seconds())), "metrics", event.metrics().values());
    if (event.metrics().images() > 0) {
      line.put("measured", event.metrics().images());
    }
    if (!event.metrics().intervals().isEmpty()) {
      ObjectNode intervals = line.putObject("intervals");
      event
          .metrics()
          .intervals()
          .forEach((name, ends) -> ends.forEach(intervals.withArray(name)::add));
    }
    write(line);
  }

  @Override
  public void onWarning(Warning event) {
    write(line("warning").put("kind", event.kind()).put("message", event.message()));
  }

  @Override
  public void onCheckpoint(CheckpointWritten event) {
    write(line("checkpoint").put("name", event.path().getFileName().toString()));
  }

  @Override
  public void onRunEnd(RunEnd event) {
    ObjectNode line =
        line("end")
            .put("outcome", event.outcome().name().toLowerCase(Locale.ROOT))
            .put("epochs", event.epochs());
    write(line.put("loss", event.loss()).put("seconds", rounded(event.seconds())));
  }

  private ObjectNode line(String event) {
    return Json.object().put("event", event).put("step", step);
  }

  private static void numbers(ObjectNode line, String name, Map<String, Double> numbers) {
    ObjectNode node = line.putObject(name);
    numbers.forEach(node::put);
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 1e6) / 1e6;
  }

  private void write(ObjectNode line) {
    ByteBuffer bytes = ByteBuffer.wrap((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
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
}
