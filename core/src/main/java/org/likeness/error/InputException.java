package org.likeness.error;

/** A wrong call, recipe or input: the user can mend it before anything is lost. Exit code 2. */
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
