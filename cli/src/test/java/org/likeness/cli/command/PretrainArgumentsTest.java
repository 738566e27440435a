package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.likeness.cli.CommandLines;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Terminal;
import org.likeness.torch.ComputeDevice;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

final class PretrainArgumentsTest {
  private final PretrainArguments arguments = new PretrainArguments();
  private final CommandLine line =
      CommandLines.configured(
          new CommandLine(
              CommandSpec.create()
                  .name("pretrain")
                  .addMixin("arguments", CommandSpec.forAnnotatedObject(arguments))),
          new Console(System.out, System.err, Terminal.none()));

  @Test
  void whatIsNotGivenIsEmpty() {
    line.parseArgs();
    assertThat(arguments.data()).isEmpty();
    assertThat(arguments.method()).isEmpty();
    assertThat(arguments.recipe()).isEmpty();
    assertThat(arguments.epochs()).isEmpty();
    assertThat(arguments.out()).isEmpty();
    assertThat(arguments.settings()).isEmpty();
    assertThat(arguments.initialWeights()).isEmpty();
    assertThat(arguments.seed()).isEmpty();
    assertThat(arguments.resume()).isEmpty();
    assertThat(arguments.device()).isEmpty();
  }

  @Test
  void everyOptionReachesItsPlace() {
    line.parseArgs(
        ("--data d --method m --recipe r.yaml --epochs 3 --out o --set lr=0.1 --set a.b=[1,2] --init w.safetensors --seed -4 --device cpu"
                + " --resume runs/x")
            .split(" "));
    assertThat(arguments.data()).contains("d");
    assertThat(arguments.method()).contains("m");
    assertThat(arguments.recipe()).contains("r.yaml");
    assertThat(arguments.epochs()).hasValue(3);
    assertThat(arguments.out()).contains(Path.of("runs/o"));
    assertThat(arguments.settings()).containsExactly("lr=0.1", "a.b=[1,2]");
    assertThat(arguments.initialWeights()).contains(Path.of("w.safetensors"));
    assertThat(arguments.seed()).hasValue(-4);
    assertThat(arguments.device()).contains(ComputeDevice.CPU);
    assertThat(arguments.resume()).contains("runs/x");
  }

  @Test
  void resumeAloneMeansTheLatestRun() {
    line.parseArgs("--resume", "--epochs=5");
    assertThat(arguments.resume()).contains("last");
    assertThat(arguments.epochs()).hasValue(5);
  }

  @Test
  void helpListsTheFiveCommonOptionsFirst() {
    String help = line.getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertThat(help)
        .containsSubsequence(
            "Common options:", "--data", "--method", "--recipe", "--epochs", "--out");
    assertThat(help)
        .containsSubsequence(
            "Change the recipe:",
            "--set",
            "--init",
            "--seed",
            "--device",
            "Resume a run:",
            "--resume [RUN]");
  }
}
