package org.likeness.cli.command;

import java.util.List;
import org.likeness.cli.console.Console;
import org.likeness.cli.console.Readable;
import org.likeness.data.Dataset;
import org.likeness.data.SkippedImage;

/** Names the files that ought to be images and are none, the first few, each with the reason. */
final class Unusable {
  private static final int SHOWN = 3;

  private Unusable() {}

  /** What was found when the data were opened; nothing where all can be used. */
  static void warn(Console console, Dataset data) {
    warn(
        console,
        "file",
        "cannot be used",
        data.unreadable().stream().map(file -> file.id() + " (" + file.reason() + ")").toList());
  }

  /** What was found when the images were decoded; nothing where all can be. */
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
