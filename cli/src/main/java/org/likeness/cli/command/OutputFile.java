package org.likeness.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.likeness.error.InputException;

/** Checks of what a command writes at its end, made at its beginning. */
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
              + ": create it, or choose another file");
    }
  }

  /**
   * What to say of a file that is about to be written: {@code Wrote photos.csv}, or {@code Replaced
   * photos.csv} where there is one already.
   */
  static String written(Path file) {
    return (Files.exists(file) ? "Replaced " : "Wrote ") + file;
  }

  /**
   * Checks that a folder exists or can be created.
   *
   * @throws InputException where it or a folder above it is a file, or the folder it would be
   *     created in is not writable
   */
  static void requireFolder(String option, Path folder) {
    Path there = folder.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there != null && !Files.isDirectory(there)) {
      throw new InputException(
          "--"
              + option
              + " must be a folder but "
              + there
              + " is a file: choose a new or empty folder");
    }
    if (there != null && !Files.isWritable(there)) {
      throw new InputException(
          "--" + option + ": the folder " + there + " is not writable: choose another one");
    }
  }

  /**
   * Checks the extension of a figure's file.
   *
   * @throws InputException where it is not {@code .png}
   */
  static void requirePng(String option, Path file) {
    if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new InputException("--" + option + " must end in .png but is " + file);
    }
  }
}
