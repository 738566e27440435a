package org.likeness.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Collectors;
import org.likeness.error.RunException;

/** {@code log.txt}: the log of a run. Appended to when the run is resumed. */
record RunLog(Path file) implements TrainingListener {
  @Override
  public void onRunStart(RunStart event) {
    String from = event.firstStep() > 0 ? "resumed after step " + event.firstStep() : "started";
    say(
        "%s: %d images, %d epochs of %d steps"
            .formatted(from, event.images(), event.epochs(), event.stepsPerEpoch()));
  }

  @Override
  public void onEpochEnd(EpochEnd event) {
    String metrics =
        event.metrics().values().entrySet().stream()
            .map(
                metric ->
                    String.format(Locale.ROOT, ", %s %.4g", metric.getKey(), metric.getValue()))
            .collect(Collectors.joining());
    say(
        String.format(
            Locale.ROOT,
            "epoch %d of %d: loss %.4f, spread %.3f, rate %.3g, %.0f images/s%s",
            event.epoch() + 1,
            event.epochs(),
            event.loss(),
            event.spread(),
            event.learningRate(),
            event.images() / Math.max(event.seconds(), 1e-9),
            metrics));
  }

  @Override
  public void onWarning(Warning event) {
    say("warning: " + event.message());
  }

  @Override
  public void onCheckpoint(CheckpointWritten event) {
    say("checkpoint " + event.path().getFileName());
  }

  @Override
  public void onRunEnd(RunEnd event) {
    say(
        String.format(
            Locale.ROOT,
            "%s after step %d",
            event.outcome().name().toLowerCase(Locale.ROOT),
            event.step()));
  }

  private void say(String sentence) {
    String line =
        LocalDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS)
            + " "
            + sentence
            + "\n";
    try {
      Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw RunException.unwritable(file, e);
    }
  }
}
