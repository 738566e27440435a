package org.likeness.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.likeness.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code likeness help COMMAND}: the same text as {@code COMMAND --help}. */
@CommandLine.Command(
    name = "help",
    customSynopsis = "./likeness help [COMMAND...]",
    description = "Show the help of a command.",
    footerHeading = "%nExamples:%n",
    footer = "  ./likeness help doctor")
public final class HelpCommand extends Command {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "A command, and a subcommand where it has some.")
  private List<String> names = new ArrayList<>();

  public HelpCommand(Console console) {
    super(console);
  }

  @Override
  public Integer call() {
    CommandLine line = spec.root().commandLine();
    for (String name : names) {
      CommandLine next = line.getSubcommands().get(name);
      if (next == null) {
        throw new UnmatchedArgumentException(line, List.of(name));
      }
      line = next;
    }
    line.usage(spec.commandLine().getOut());
    return OK;
  }
}
