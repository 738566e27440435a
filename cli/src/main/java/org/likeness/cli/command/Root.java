package org.likeness.cli.command;

import org.likeness.cli.console.Console;
import org.likeness.cli.console.Logging;
import org.likeness.cli.console.Version;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code likeness} without a command: prints the help; has the options that work before and after
 * every command.
 */
@CommandLine.Command(
    name = "likeness",
    versionProvider = Version.class,
    customSynopsis = "./likeness COMMAND [OPTIONS]",
    description =
        "Train an encoder on images without labels, so that similar images have similar embeddings; evaluate it as the papers do; and use it."
            + " Start with a folder of images, or with a data set that Likeness downloads.",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:failure while running: loss not finite, disk full, no native library for this machine",
      " 2:wrong call, recipe or input; nothing was changed",
      "130:stopped by Ctrl-C, after saving"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./likeness pretrain                      the first run, on the included images",
      "  ./likeness doctor                        check this machine",
      "  ./likeness methods                       list the methods",
      "  ./likeness COMMAND --help                help of one command",
    })
public final class Root extends Command {
  private final Console console;

  @Spec private CommandSpec spec;

  @SuppressWarnings("UnusedVariable") // picocli looks at the option itself
  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      order = LAST + 9,
      description = "Show versions.")
  private boolean version;

  public Root(Console console, CommandSpec noSpecYet) {
    super(console);
    this.console = console;
    this.spec = noSpecYet;
  }

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      order = LAST + 1,
      description = "Print the log; show the stack trace of an error.")
  void verbose(boolean on) {
    console.verbose(on);
    if (on) {
      Logging.verbose(); // the command line is parsed before the first logger is made
    }
  }

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      order = LAST + 2,
      description = "Print only results, warnings and errors.")
  void quiet(boolean on) {
    console.quiet(on);
  }

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      order = LAST + 3,
      description = "Print one JSON object instead of text.")
  void json(boolean on) {
    console.json(on);
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return OK;
  }
}
