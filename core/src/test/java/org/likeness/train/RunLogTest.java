package org.likeness.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.encoder.Encoder;
import org.likeness.torch.Torch;

/** The lines of {@code log.txt}, behind their times. */
final class RunLogTest {
  @TempDir private Path folder;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  @Test
  void everyEventIsALine() throws IOException {
    RunLog log = new RunLog(folder.resolve("log.txt"));
    Encoder encoder = TinyRun.method(TinyRun.IMAGES).encoder();
    log.onRunStart(new RunStart("run", 43, 4, 5, 0, TinyRun.options(), encoder));
    MetricSink metrics = new MetricSink();
    metrics.add("knn", 0.5);
    metrics.add("rank", 123.456);
    log.onEpochEnd(
        new EpochEnd(2, 5, 1.25, Map.of("a", 9.0), 0.75, 0.0125, 300, 2, encoder, metrics));
    log.onWarning(new Warning("kind", "look out", 3));
    log.onCheckpoint(new CheckpointWritten(folder.resolve("checkpoints/00000003"), 3, 1));
    log.onRunEnd(new RunEnd(Outcome.INTERRUPTED, 7, 1, 1.5, 60));
    log.onRunStart(new RunStart("run", 43, 4, 5, 7, TinyRun.options(), encoder));
    assertThat(
            Files.readAllLines(folder.resolve("log.txt")).stream()
                .map(line -> line.replaceFirst("^\\d{4}-\\d\\d-\\d\\dT[\\d:]+ ", "")))
        .containsExactly(
            "started: 43 images, 4 epochs of 5 steps",
            "epoch 3 of 5: loss 1.2500, spread 0.750, rate 0.0125, 150 images/s, knn 0.5000, rank 123.5",
            "warning: look out",
            "checkpoint 00000003",
            "interrupted after step 7",
            "resumed after step 7: 43 images, 4 epochs of 5 steps");
  }
}
