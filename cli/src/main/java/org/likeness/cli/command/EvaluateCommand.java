package org.likeness.cli.command;

import org.likeness.cli.console.Console;
import org.likeness.cli.console.Errors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code likeness evaluate}: how good an encoder is, one command below it for each evaluation. */
@CommandLine.Command(
    name = "evaluate",
    customSynopsis = "./likeness evaluate NAME RUN [OPTIONS]",
    description = "Measure an encoder the way the papers do.",
    commandListHeading = "%nEvaluations:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness evaluate knn last",
      "  ./likeness evaluate copies last",
      "  ./likeness evaluate knn --help"
    })
public final class EvaluateCommand extends Command {
  @Spec private CommandSpec spec = CommandSpec.create();

  public EvaluateCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return Errors.WRONG_CALL;
  }
}
