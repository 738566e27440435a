package org.likeness.error;

import java.io.IOException;
import java.nio.file.Path;

/** A wrong call, recipe or input, which the user can fix; nothing was changed. Exit code 2. */
public final class InputException extends LikenessException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message, null);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The failure to read a file or folder, with the reason. */
  public static InputException unreadable(Path path, IOException cause) {
    return new InputException(path + " cannot be read: " + FileReason.of(cause), cause);
  }

  @Override
  public int exitCode() {
    return 2;
  }
}
