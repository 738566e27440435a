package org.likeness.error;

/** A wrong call, recipe or input, which the user can fix; nothing was changed. Exit code 2. */
public final class InputException extends LikenessException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message, null);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public int exitCode() {
    return 2;
  }
}
