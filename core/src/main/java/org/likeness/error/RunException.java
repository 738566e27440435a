package org.likeness.error;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
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
            + reason(cause)
            + " (is the disk full, or the folder not writable?)",
        cause);
  }

  /** Many of Java's file exceptions have the file's name as their message and nothing else. */
  private static String reason(IOException e) {
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason();
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file of this name exists";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  @Override
  public int exitCode() {
    return 1;
  }
}
