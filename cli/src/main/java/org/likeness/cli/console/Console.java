package org.likeness.cli.console;

import static java.util.Objects.requireNonNull;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.likeness.io.Json;

/**
 * The one place that prints.
 *
 * <p>Results go to standard output; bars, warnings and errors to standard error, so that {@code >
 * file} catches what was asked for. What is shown depends on three switches:
 *
 * <table>
 *   <caption>Which text appears</caption>
 *   <tr><th></th><th>usual</th><th>{@code --quiet}</th><th>{@code --json}</th></tr>
 *   <tr><td>{@link #line}, {@link #progress}</td><td>yes</td><td>no</td><td>no</td></tr>
 *   <tr><td>{@link #result}, {@link #table}</td><td>yes</td><td>yes</td><td>no</td></tr>
 *   <tr><td>{@link #object}</td><td>no</td><td>no</td><td>yes</td></tr>
 *   <tr><td>{@link #warn}, {@link #error}</td><td>yes</td><td>yes</td><td>yes</td></tr>
 * </table>
 *
 * <p>Lines may come from several threads.
 */
public final class Console {
  private final PrintStream out;
  private final PrintStream err;
  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private boolean verbose;
  private boolean quiet;
  private boolean json;
  private boolean objectWritten;

  public Console(PrintStream out, PrintStream err, Terminal terminal) {
    this(out, err, terminal, System::nanoTime);
  }

  public Console(PrintStream out, PrintStream err, Terminal terminal, LongSupplier nanoTime) {
    this.out = requireNonNull(out, "out is null");
    this.err = requireNonNull(err, "err is null");
    this.terminal = requireNonNull(terminal, "terminal is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
  }

  public void verbose(boolean on) {
    verbose = on;
  }

  public void quiet(boolean on) {
    quiet = on;
  }

  public void json(boolean on) {
    json = on;
  }

  public boolean isJson() {
    return json;
  }

  public Terminal terminal() {
    return terminal;
  }

  /** Prints a remark: what is being done, what was written, what to run next. */
  public synchronized void line(String text) {
    if (!quiet && !json) {
      err.print(clearLine());
      err.flush();
      out.println(text);
    }
  }

  /** Prints what the user asked for. */
  public synchronized void result(String text) {
    if (!json) {
      out.println(text);
    }
  }

  /** Prints what the user asked for, in columns. */
  public void table(Table table) {
    table.lines(terminal.columns()).forEach(this::result);
  }

  /** Prints the object of {@code --json}; nothing without it. Call it once, at the end. */
  public synchronized void object(Map<String, ?> object) {
    if (json) {
      if (objectWritten) {
        throw new IllegalStateException("a command prints one JSON object, not two");
      }
      objectWritten = true;
      out.println(Json.indented(object));
    }
  }

  /** Warns the user; the command continues. */
  public synchronized void warn(String text) {
    err.println(clearLine() + "Warning: " + text);
  }

  /**
   * Why the command stops, in lines of their own, and the object that says so under {@code --json}.
   * The first line is shown behind {@code Error: }.
   *
   * @param exitCode what the process will leave with
   * @param cause shown with its stack trace under {@code --verbose}
   */
  synchronized void error(List<String> lines, int exitCode, Throwable cause) {
    for (int i = 0; i < lines.size(); i++) {
      err.println(clearLine() + (i == 0 ? "Error: " : "") + lines.get(i));
    }
    if (verbose) {
      cause.printStackTrace(err);
    }
    if (json && !objectWritten) {
      objectWritten = true;
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("error", String.join(" ", lines));
      error.put("exitCode", exitCode);
      out.println(Json.indented(error));
    }
  }

  /**
   * Shows the progress of a long task: a bar on a terminal, a line from time to time elsewhere,
   * nothing under {@code --quiet} or {@code --json}.
   *
   * @param task what is being done, a word or two
   * @param total units of the whole task, at least 1
   * @param unit what is counted, in the plural: {@code images}
   */
  public TaskProgress progress(String task, long total, String unit) {
    if (total < 1) {
      throw new IllegalArgumentException("total must be at least 1 but is " + total);
    }
    if (quiet || json) {
      return new SilentProgress();
    }
    return terminal.err()
        ? new BarProgress(err, terminal.columns(), task, total, unit)
        : new LineProgress(err, nanoTime, task, total, unit);
  }

  /** Clears what is left of a bar before a line is written over it. */
  private String clearLine() {
    return terminal.err() ? "\r\u001b[K" : "";
  }
}
