package org.likeness.cli.command;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.likeness.cli.console.Console;
import picocli.CommandLine.Option;

/**
 * The base of all commands: a console and {@code --help}. {@link Root} has the options that work
 * with every command.
 */
public abstract class Command implements Callable<Integer> {
  static final int OK = 0;

  /** Sorts the options of every command after a command's own. */
  public static final int LAST = 1000;

  /** The exit code of a command stopped by Ctrl-C, after saving. */
  static final int INTERRUPTED = 130;

  private final Console console;

  @SuppressWarnings("UnusedVariable") // picocli looks at the option itself
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = LAST,
      description = "Show this help.")
  private boolean help;

  Command(Console console) {
    this.console = requireNonNull(console, "console is null");
  }

  final Console console() {
    return console;
  }
}
