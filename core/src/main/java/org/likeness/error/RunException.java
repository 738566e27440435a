package org.likeness.error;

/** A failure on the way, such as a loss that is not finite or a full disk. Exit code 1. */
public final class RunException extends LikenessException {
  private static final long serialVersionUID = 1L;

  public RunException(String message) {
    super(message, null);
  }

  public RunException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public int exitCode() {
    return 1;
  }
}
