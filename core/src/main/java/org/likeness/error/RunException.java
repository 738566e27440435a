package org.likeness.error;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
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

  /**
   * The failure to write a file or folder, with the reason, and the usual causes unless the reason
   * is that a folder of its path is missing or a file.
   */
  public static RunException unwritable(Path path, IOException cause) {
    String reason = FileReason.of(cause);
    boolean explained =
        cause instanceof NoSuchFileException
            || cause instanceof FileAlreadyExistsException
            || reason.equalsIgnoreCase("not a directory");
    return new RunException(
        path
            + " cannot be written: "
            + reason
            + (explained ? "" : " (is the disk full, or the folder not writable?)"),
        cause);
  }

  /**
   * The failure of something that needs more than Java's memory, with the option that raises it.
   *
   * @param what such as {@code the image a.png}
   * @param instead what else helps, the end of the sentence
   */
  public static RunException outOfMemory(String what, String instead, Throwable cause) {
    long megabytes = Runtime.getRuntime().maxMemory() >> 20;
    return new RunException(
        "%s does not fit into Java's memory of %d MB: raise it with LIKENESS_JAVA_OPTS=-Xmx%dm, or %s"
            .formatted(what, megabytes, 2 * megabytes, instead),
        cause);
  }

  @Override
  public int exitCode() {
    return 1;
  }
}
