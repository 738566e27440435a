package org.likeness.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.likeness.cli.CommandLines;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Terminal;
import org.likeness.error.InputException;
import org.likeness.experiment.ExperimentFolder;
import org.likeness.experiment.ImagePlaces;
import org.likeness.experiment.Scale;
import org.likeness.experiment.Selection;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

final class ExperimentArgumentsTest {
  private final ExperimentArguments arguments = new ExperimentArguments();
  private final CommandLine line =
      CommandLines.configured(
          new CommandLine(
              CommandSpec.create()
                  .name("experiment")
                  .addMixin("arguments", CommandSpec.forAnnotatedObject(arguments))),
          new Console(System.out, System.err, Terminal.none()));

  @Test
  void allOfTheSmallScaleIsDoneWhereNothingIsSaid() {
    line.parseArgs();
    assertThat(arguments.selection()).isEqualTo(Selection.all(Scale.SMALL));
    assertThat(arguments.places()).isEqualTo(ImagePlaces.none());
    assertThat(arguments.out()).isEqualTo(ExperimentFolder.USUAL);
    assertThat(arguments.dryRun()).isFalse();
  }

  @Test
  void everyOptionReachesItsPlace() {
    line.parseArgs(
        "--scale paper --data a=x --data y --data b=p=q --only r,s --only t --seeds 3,1 --dry-run --out o"
            .split(" "));
    assertThat(arguments.selection())
        .isEqualTo(new Selection(Scale.PAPER, List.of("r", "s", "t"), List.of(3L, 1L)));
    assertThat(arguments.places())
        .isEqualTo(new ImagePlaces(Map.of("a", "x", "b", "p=q"), Optional.of("y")));
    assertThat(arguments.out()).isEqualTo(Path.of("o"));
    assertThat(arguments.dryRun()).isTrue();
  }

  @Test
  void twoFoldersWithoutAKeyAreRefused() {
    line.parseArgs("--data", "x", "--data", "y");
    assertThatThrownBy(arguments::places)
        .isInstanceOf(InputException.class)
        .hasMessage("--data is given twice without a key: write --data KEY=DIR");
  }
}
