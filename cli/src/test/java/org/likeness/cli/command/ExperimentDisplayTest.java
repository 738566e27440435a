package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.likeness.cli.Outcome;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Terminal;
import org.likeness.experiment.Experiment;
import org.likeness.experiment.Experiments;
import org.likeness.experiment.ResultLine;
import org.likeness.experiment.Scale;
import org.likeness.experiment.Trial;

final class ExperimentDisplayTest {
  private static ResultLine line(String network, String epoch, String measure, double value) {
    return new ResultLine(
        "images",
        "row",
        3,
        network,
        epoch,
        measure,
        value,
        OptionalDouble.of(0),
        OptionalDouble.of(1),
        "identity",
        "commit",
        "machine");
  }

  @Test
  void aTrialAndItsValuesAreLines() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Experiment experiment = Experiments.named("instdisc-table4");
    ExperimentDisplay display =
        new ExperimentDisplay(
            new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.none()),
            experiment);
    Trial trial = new Trial(experiment.row("d32"), experiment.at(Scale.SMALL).data().get(0), 3);
    display.onTrial(trial, 2, 7);
    display.onShared(Path.of("runs/abc"));
    display.onResults(
        trial,
        List.of(
            line("best", "5", "knn", 0.51234),
            line("pixels", "", "knn", 0.25),
            line("last", "5", "train-seconds", 83.4)));
    display.onDone();
    assertThat(Outcome.text(out))
        .isEqualTo(
            """
            [2/7] d32 on cifar10-small, seed 3
            Trained already: runs/abc.
              knn, best (5): 51.2 %
              knn, pixels: 25.0 %
              train-seconds, last (5): 1 min 23 s
            """);
    assertThat(Outcome.text(err)).isEmpty();
  }
}
