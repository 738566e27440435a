package org.likeness.cli.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;

/**
 * The output of a command, which remembers its first failure: a {@link java.io.PrintStream} does
 * not report failures, and never their reason.
 */
public final class Output extends FilterOutputStream {
  private volatile Optional<IOException> failure = Optional.empty();

  public Output(OutputStream target) {
    super(target);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      if (failure.isEmpty()) {
        failure = Optional.of(e);
      }
      throw e;
    }
  }

  /**
   * Why something could not be written; empty if all was written, or if the reader of a pipe has
   * read what it wanted and closed it, as {@code head} does.
   */
  public Optional<IOException> failure() {
    return failure.filter(
        e -> !String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("pipe"));
  }
}
