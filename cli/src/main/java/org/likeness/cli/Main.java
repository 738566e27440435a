package org.likeness.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Errors;
import org.likeness.cli.console.LogProvider;
import org.likeness.cli.console.Output;
import org.likeness.cli.console.Terminal;
import org.likeness.cli.console.Version;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The command line's entry point. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code: 0 done, 1 failure, 2 wrong call or input. */
  public static void main(String[] args) {
    LogProvider.install();
    // UTF-8 whatever the locale says: bars and authors' names are not ASCII.
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    Output out = new Output(new FileOutputStream(FileDescriptor.out));
    System.exit(run(args, Terminal.ofProperties(), out, err));
  }

  /** Runs one command in this process; results that cannot be printed are a failure. */
  static int run(String[] args, Terminal terminal, Output out, PrintStream err) {
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    Console console = new Console(printed, err, terminal);
    int code = run(args, console, printed, err);
    return code == 0 && out.failure().isPresent()
        ? Errors.unprinted(console, out.failure().get())
        : code;
  }

  /**
   * Runs what was parsed; {@code --version --json} prints an object, which picocli has no way to.
   */
  private static int execute(ParseResult parsed, Console console) {
    if (parsed.isVersionHelpRequested() && console.isJson()) {
      console.object(Version.json());
      return 0;
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** Runs one command in this process. */
  static int run(String[] args, Console console, PrintStream out, PrintStream err) {
    CommandLine line = CommandLines.create(console, args);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    try {
      line.setExecutionStrategy(parsed -> execute(parsed, console));
      return line.execute(args);
    } catch (LinkageError | OutOfMemoryError e) {
      return Errors.failure(console, e);
    }
  }
}
