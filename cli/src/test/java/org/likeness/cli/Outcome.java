package org.likeness.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Terminal;

/** What a command printed and returned, run in this process without a terminal. */
public record Outcome(int exitCode, String out, String err) {
  public static Outcome of(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
    int exitCode =
        Main.run(args, new Console(outStream, errStream, Terminal.none()), outStream, errStream);
    return new Outcome(exitCode, text(out), text(err));
  }

  /** What the command line prints for an exception with this message. */
  public static String error(String message) {
    return "Error: " + message + (message.endsWith("?") ? "" : ".") + "\n";
  }

  public static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
  }
}
