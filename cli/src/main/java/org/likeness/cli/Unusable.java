package org.likeness.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.likeness.data.Dataset;
import org.likeness.data.UnreadableFile;

/** Names the files that ought to be images and are none. */
final class Unusable {
  private static final int SHOWN = 3;

  private Unusable() {}

  /** Says which and why, the first few; nothing where all can be used. */
  static void warn(Console console, Dataset data) {
    List<UnreadableFile> files = data.unreadable();
    if (files.isEmpty()) {
      return;
    }
    String named =
        files.stream()
            .limit(SHOWN)
            .map(file -> file.id() + " (" + file.reason() + ")")
            .collect(Collectors.joining(", "));
    console.warn(
        Readable.count(files.size(), "file")
            + " cannot be used and "
            + (files.size() == 1 ? "is" : "are")
            + " left out: "
            + named
            + (files.size() > SHOWN ? ", ..." : "")
            + ".");
  }
}
