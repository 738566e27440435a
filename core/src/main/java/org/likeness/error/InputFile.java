package org.likeness.error;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Files to be read. Only regular files are: opening a pipe or a device may wait forever, or never
 * end.
 */
public final class InputFile {
  private InputFile() {}

  /**
   * Checks that something is a file.
   *
   * @throws IOException where it is missing, a folder, a pipe or a device
   */
  public static void check(Path file) throws IOException {
    if (Files.isRegularFile(file)) {
      return;
    }
    if (Files.isDirectory(file)) {
      throw new IOException("it is a folder");
    }
    throw Files.exists(file)
        ? new IOException("it is a pipe or a device, not a file")
        : new NoSuchFileException(file.toString());
  }

  /**
   * As {@link #check}, for a file that the user named.
   *
   * @throws InputException where it is missing, a folder, a pipe or a device
   */
  public static void require(Path file) {
    try {
      check(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The text of a file in UTF-8.
   *
   * @throws InputException where there is none, with the reason
   */
  public static String text(Path file) {
    try {
      check(file);
      return Files.readString(file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The failure to read a file that the user named, with the reason. */
  public static InputException unreadable(Path file, IOException e) {
    return new InputException(
        e instanceof NoSuchFileException
            ? "there is no file " + file
            : file + " cannot be read: " + FileReason.of(e),
        e);
  }

  /** The failure to read a folder, with the reason. */
  public static InputException unreadableFolder(Path folder, IOException e) {
    return new InputException("the folder " + folder + " cannot be read: " + FileReason.of(e), e);
  }
}
