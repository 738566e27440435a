package org.likeness.error;

import java.io.IOException;
import java.nio.file.Path;

/** A failure while running, such as a loss that is not finite or a full disk. Exit code 1. */
public final class RunException extends LikenessException {
  private static final long serialVersionUID = 1L;

  public RunException(String message) {
    super(message, null);
  }

  public RunException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The failure to write a file or folder, with the reason and the usual causes. */
  public static RunException unwritable(Path path, IOException cause) {
    return new RunException(
        path
            + " cannot be written: "
            + FileReason.of(cause)
            + " (is the disk full, or the folder not writable?)",
        cause);
  }

  @Override
  public int exitCode() {
    return 1;
  }
}
