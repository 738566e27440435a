package org.likeness.io;

import java.io.File;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.likeness.error.InputException;

/**
 * File names in text. On Linux Java writes and reads them in the encoding of the locale, with ASCII
 * where there is no locale, as in containers: other characters can then not be used at all.
 */
public final class FileNames {
  /** What Java puts in the place of bytes that are no characters in the encoding. */
  private static final char UNREADABLE = '\uFFFD';

  private static final Charset ENCODING =
      File.separatorChar == '/'
          ? Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"))
          : StandardCharsets.UTF_8; // on Windows names are characters, not bytes

  private FileNames() {}

  /**
   * The path of a file that is named in text.
   *
   * @throws InputException where no file on this system can have this name, or it is relative to a
   *     working folder whose name cannot be used
   */
  public static Path path(String text) {
    requireUsable(text);
    try {
      Path path = Path.of(text);
      if (!path.isAbsolute()) {
        requireUsable(System.getProperty("user.dir", ""));
      }
      return path;
    } catch (InvalidPathException e) {
      throw new InputException("'" + text + "' is not a file name: " + e.getReason(), e);
    }
  }

  /**
   * Accepts a name, or part of one, that the locale's encoding can express.
   *
   * @throws InputException where it cannot, with the variable to set
   */
  public static void requireUsable(String name) {
    requireUsable(name, ENCODING);
  }

  static void requireUsable(String name, Charset encoding) {
    if (encoding.equals(StandardCharsets.UTF_8)
        || name.indexOf(UNREADABLE) < 0 && encoding.newEncoder().canEncode(name)) {
      return;
    }
    throw new InputException(
        "the file name '"
            + name
            + "' has characters that Java cannot use, since the locale's encoding is "
            + encoding.name()
            + ": set the environment variable LC_ALL=C.UTF-8 and start again");
  }

  /** True for a name that was read from a folder and has bytes that are no characters. */
  public static boolean isUnreadable(String name) {
    return name.indexOf(UNREADABLE) >= 0;
  }
}
