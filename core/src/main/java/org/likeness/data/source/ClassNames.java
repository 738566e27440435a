package org.likeness.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.likeness.error.FileReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names of classes from the text file that comes with a data set, or those that its authors
 * published.
 */
final class ClassNames {
  private static final Logger log = LoggerFactory.getLogger(ClassNames.class);

  private ClassNames() {}

  /** One name per line; the fallback where the file is missing or has another number of names. */
  static List<String> read(Path file, List<String> fallback) {
    if (!Files.isRegularFile(file)) {
      return fallback;
    }
    try {
      List<String> names =
          Files.readAllLines(file).stream()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList();
      if (names.size() == fallback.size()) {
        return names;
      }
      log.warn(
          "{} has {} class names instead of {}: the published names are used",
          file,
          names.size(),
          fallback.size());
    } catch (IOException e) {
      log.warn("{} cannot be read ({}): the published names are used", file, FileReason.of(e));
    }
    return fallback;
  }
}
