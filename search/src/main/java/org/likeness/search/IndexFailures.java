package org.likeness.search;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.likeness.error.FileReason;
import org.likeness.error.InputException;
import org.likeness.error.LikenessException;
import org.likeness.error.RunException;

/** What Lucene's failures mean for users. */
final class IndexFailures {
  /** How Lucene's messages name a file. */
  private static final Pattern FILE = Pattern.compile("\\(path=\"([^\"]+)\"\\)");

  private IndexFailures() {}

  /** Something that reads an index. */
  interface Reading<T> {
    T done() throws IOException;
  }

  /** Reads an index, whose failures become those that users understand. */
  static <T> T whileReading(Path folder, Reading<T> task) {
    try {
      return task.done();
    } catch (IOException e) {
      throw reading(folder, e);
    } catch (IllegalArgumentException | IllegalStateException e) {
      // Lucene's answer to some damaged files
      throw damaged(folder, String.valueOf(e.getMessage()), e);
    }
  }

  /** The failure to read an index. */
  static LikenessException reading(Path folder, IOException e) {
    if (e instanceof IndexNotFoundException) {
      return none(folder);
    }
    if (e instanceof IndexFormatTooNewException) {
      return new InputException(newerMessage(folder, "Lucene's files"), e);
    }
    if (isDamage(e)) {
      return damaged(folder, reason(e), e);
    }
    return new InputException("the index " + folder + " cannot be read: " + FileReason.of(e), e);
  }

  /** The failure to write an index, which stays as it was. */
  static LikenessException writing(Path folder, IOException e) {
    if (e instanceof IndexFormatTooNewException || isDamage(e)) {
      return reading(folder, e);
    }
    return new RunException(
        "the index "
            + folder
            + " cannot be written: "
            + FileReason.of(e)
            + "; it is as it was before, so free some space or choose another folder, and run the command again",
        e);
  }

  static InputException none(Path folder) {
    return new InputException(
        Files.isDirectory(folder)
            ? folder + " is not an index: make one with ./likeness index TABLE --out FOLDER"
            : "there is no index "
                + folder
                + ": make one with ./likeness index TABLE --out FOLDER");
  }

  static InputException newer(Path folder, String what) {
    return new InputException(newerMessage(folder, what));
  }

  private static String newerMessage(Path folder, String what) {
    return "the index "
        + folder
        + " was written by a newer version of Likeness ("
        + what
        + "): update Likeness, or index the tables again into another folder";
  }

  static InputException damaged(Path folder, String reason) {
    return new InputException(damagedMessage(folder, reason));
  }

  static InputException damaged(Path folder, String reason, Exception e) {
    return new InputException(damagedMessage(folder, reason), e);
  }

  private static String damagedMessage(Path folder, String reason) {
    return "the index "
        + folder
        + " is damaged ("
        + reason
        + "): delete the folder and make it again with ./likeness index TABLE... --out "
        + folder;
  }

  private static boolean isDamage(IOException e) {
    return e instanceof CorruptIndexException
        || e instanceof IndexFormatTooOldException
        || e instanceof EOFException
        || e instanceof NoSuchFileException
        || e instanceof FileNotFoundException;
  }

  /**
   * Which file it is, where Lucene says so. No version wrote a format that Lucene calls too old:
   * such a number is damage.
   */
  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException missing) {
      return "the file " + nameOf(String.valueOf(missing.getFile())) + " is missing";
    }
    String reason = FileReason.of(e);
    Matcher file = FILE.matcher(reason);
    if (file.find()) {
      return "the content of its file " + nameOf(file.group(1)) + " is not what was written";
    }
    int resource = reason.indexOf(" (resource=");
    return resource > 0 ? reason.substring(0, resource) : reason;
  }

  private static String nameOf(String path) {
    return String.valueOf(Path.of(path).getFileName());
  }
}
