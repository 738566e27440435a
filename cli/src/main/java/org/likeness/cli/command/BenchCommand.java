package org.likeness.cli.command;

import org.likeness.cli.console.Console;
import org.likeness.cli.console.Errors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code likeness bench}: times the parts of training on this machine. */
@CommandLine.Command(
    name = "bench",
    customSynopsis = "./likeness bench WHAT [OPTIONS]",
    description = "Time the parts of training on this machine.",
    commandListHeading = "%nWhat:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness bench step",
      "  ./likeness bench views --recipe photos --data ~/photos --workers 2",
      "  ./likeness bench softmax --n 10000,100000,1000000 --figure growth.png"
    })
public final class BenchCommand extends Command {
  @Spec private CommandSpec spec = CommandSpec.create();

  public BenchCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Errors.WRONG_CALL;
  }
}
