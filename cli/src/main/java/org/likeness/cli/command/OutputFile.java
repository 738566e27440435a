package org.likeness.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.likeness.error.InputException;

/** What a command writes at its end: refused at its beginning where it cannot. */
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
   * Checks that a folder is one or can be made.
   *
   * @throws InputException where a file has its name or that of a folder above it, or the one that
   *     it would lie in is closed
   */
  static void requireFolder(String option, Path folder) {
    Path there = folder.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there != null && !Files.isDirectory(there)) {
      throw new InputException(
          "--" + option + " must be a folder but " + there + " is a file: name a new or empty one");
    }
    if (there != null && !Files.isWritable(there)) {
      throw new InputException(
          "--" + option + ": the folder " + there + " is not writable: name another one");
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
