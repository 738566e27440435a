package org.likeness.error;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A failure that is explained in one sentence, written in lower case and without a full stop: what
 * is wrong, where, and what to do about it.
 *
 * <p>The command line prints the message behind {@code Error: }, adds the full stop, and exits with
 * {@link #exitCode()}; the stack trace is shown only on request.
 */
public abstract sealed class LikenessException extends RuntimeException
    permits InputException, RunException {
  private static final long serialVersionUID = 1L;

  LikenessException(String message, @Nullable Throwable cause) {
    super(OneLine.of(message), cause);
  }

  @Override
  public final String getMessage() {
    return requireNonNull(super.getMessage());
  }

  /** The exit code of a process that ends with this failure. */
  public abstract int exitCode();
}
