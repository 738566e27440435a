package org.likeness.cli.command;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.Callable;
import org.likeness.cli.console.Console;
import picocli.CommandLine.Option;

/**
 * What every command has: a console and {@code --help}. Options that work everywhere are {@link
 * Root}'s.
 */
public abstract class Command implements Callable<Integer> {
  static final int OK = 0;

  /** Sorts the options that every command has behind its own. */
  public static final int LAST = 1000;

  /** Stopped by Ctrl-C, after saving. */
  static final int INTERRUPTED = 130;

  private final Console console;

  @SuppressWarnings("UnusedVariable") // picocli looks at the option itself
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = LAST,
      description = "Show this text.")
  private boolean help;

  Command(Console console) {
    this.console = requireNonNull(console, "console is null");
  }

  final Console console() {
    return console;
  }
}
