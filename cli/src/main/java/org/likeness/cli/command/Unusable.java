package org.likeness.cli.command;

import java.util.List;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.data.Dataset;
import org.likeness.data.SkippedImage;

/** Warns of files that should be images but are not: names the first few, each with its reason. */
final class Unusable {
  private static final int SHOWN = 3;

  private Unusable() {}

  /** Warns of what was found when the data were opened; nothing where all files can be used. */
  static void warn(Console console, Dataset data) {
    warn(
        console,
        "file",
        "cannot be used",
        data.unreadable().stream().map(file -> file.id() + " (" + file.reason() + ")").toList());
  }

  /** Warns of what was found when images were decoded; nothing where all can be decoded. */
  static void warn(Console console, List<SkippedImage> skipped) {
    warn(
        console,
        "image",
        "cannot be decoded",
        skipped.stream().map(image -> image.id() + " (" + image.reason() + ")").toList());
  }

  private static void warn(Console console, String what, String how, List<String> named) {
    if (!named.isEmpty()) {
      console.warn(
          "%s %s and %s left out: %s%s."
              .formatted(
                  Readable.count(named.size(), what),
                  how,
                  named.size() == 1 ? "is" : "are",
                  String.join(", ", named.subList(0, Math.min(SHOWN, named.size()))),
                  named.size() > SHOWN ? ", ..." : ""));
    }
  }
}
