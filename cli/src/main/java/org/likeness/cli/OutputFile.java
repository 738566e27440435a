package org.likeness.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.likeness.error.InputException;

/** Files that a command writes at its end: refused at its beginning where they cannot be. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Checks that the folder of a file exists.
   *
   * @throws InputException where it does not, or a folder has the file's name
   */
  static void require(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw new InputException("--" + option + " must be a file but " + file + " is a folder");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new InputException(
          "--"
              + option
              + ": there is no folder "
              + (file.getParent() == null ? folder : file.getParent())
              + ": make it, or name another file");
    }
  }

  /**
   * Checks the ending of a picture.
   *
   * @throws InputException where it is not {@code .png}
   */
  static void requirePng(String option, Path file) {
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new InputException(
          "--" + option + " must end in .png, which is what is written, but is " + file);
    }
  }
}
