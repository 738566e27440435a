package org.likeness.cli.console;

/**
 * What the launcher knows about the two output streams; Java 17 only says whether all three
 * standard streams are a terminal.
 *
 * @param out true where standard output is a terminal
 * @param err true where standard error is a terminal: bars are drawn there
 * @param colour true where colours may be used
 * @param columns width for help and bars
 */
public record Terminal(boolean out, boolean err, boolean colour, int columns) {
  private static final int NARROWEST = 60;
  private static final int WIDEST = 100;

  public Terminal {
    columns = Math.max(NARROWEST, Math.min(WIDEST, columns));
  }

  /** No terminal at all: a pipe, a file, a test. */
  public static Terminal none() {
    return new Terminal(false, false, false, WIDEST);
  }

  /** From the launcher's system properties; no terminal where they are not set. */
  public static Terminal ofProperties() {
    boolean out = Boolean.getBoolean("likeness.terminal.out");
    boolean colour =
        out && System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM"));
    return new Terminal(
        out,
        Boolean.getBoolean("likeness.terminal.err"),
        colour,
        Integer.getInteger("likeness.columns", WIDEST));
  }
}
