package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.cli.Outcome;
import org.likeness.cli.Pictures;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Terminal;
import org.likeness.encoder.Encoder;
import org.likeness.evaluate.Report;
import org.likeness.evaluate.Result;
import org.likeness.evaluations.Evaluations;
import org.likeness.io.Json;
import org.likeness.pretraining.Column;
import org.likeness.pretraining.Summary;
import org.likeness.train.EpochEnd;
import org.likeness.train.MetricSink;

/** Neither a metric nor an evaluation is known by its name. */
final class TrainingDisplayTest {
  @TempDir Path folder;

  @Test
  void sharesAreInPercentAndPlainNumbersAreNot() {
    MetricSink sink = new MetricSink();
    sink.addShare("rank", 0.4321);
    sink.add("share", 12.34);
    sink.add("knn", 0.0123);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    Encoder encoder = Encoder.load(Pictures.encoder(folder));
    try (TrainingDisplay display =
        new TrainingDisplay(new Console(stream, stream, Terminal.none()))) {
      display.onEpochEnd(new EpochEnd(0, 2, 1.5, Map.of(), 0.75, 0.1, 100, 2, encoder, sink));
    }
    assertThat(Outcome.text(out))
        .startsWith(
            "epoch   1/2  loss  1.5000  rank 43.2 %  share 12.3  knn 0.012  spread 0.75  50 images/s  ");
  }

  private static Result result(String evaluation) {
    return new Result(
        Evaluations.named(evaluation),
        Report.of(evaluation, Json.object().put("images", 3).put("protocol", "none")));
  }

  private static String next(Result... results) {
    Column trained = new Column("trained", 3, List.of(results));
    return PretrainCommand.next(
        new Summary(
            Path.of("runs/a"), "", 1, 1, "", 3, List.of(trained), List.of(), 0, Optional.empty()),
        Path.of("runs/a"));
  }

  @Test
  void theFirstEvaluationWithLabelsIsWhatToDoNext() {
    String embed = "./likeness embed runs/a --data DIR --out FOLDER";
    assertThat(next(result("copies"), result("knn")))
        .isEqualTo("Next: ./likeness evaluate knn runs/a   or   " + embed);
    assertThat(next(result("copies"))).isEqualTo("Next: " + embed);
  }
}
