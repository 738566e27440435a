package org.likeness.train;

import java.util.List;
import java.util.Optional;
import org.likeness.data.SkippedImage;
import org.likeness.data.Skips;
import org.likeness.error.FirstFew;
import org.likeness.run.RunDirectory;
import org.likeness.run.SkippedList;

/** Tells of the images that cannot be decoded: in the list of the run, and as a warning. */
final class SkippedReport {
  private static final int SHOWN = 3;

  private final Skips skips;
  private final Optional<RunDirectory> run;
  private int listed;

  SkippedReport(Skips skips, Optional<RunDirectory> run) {
    this.skips = skips;
    this.run = run;
  }

  /** Adds the images found since the last call to the list of the run. */
  void list() {
    if (skips.size() > listed) {
      listed = skips.size();
      run.filter(RunDirectory::isPresent)
          .ifPresent(directory -> SkippedList.add(directory.layout().skipped(), skips));
    }
  }

  /** A sentence that names the first few; empty where there are none. */
  Optional<String> sentence() {
    List<SkippedImage> skipped = skips.images();
    if (skipped.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "%d image%s cannot be decoded and %s skipped: %s%s"
            .formatted(
                skipped.size(),
                skipped.size() == 1 ? "" : "s",
                skipped.size() == 1 ? "is" : "are",
                FirstFew.of(skipped, SHOWN, image -> image.id() + " (" + image.reason() + ")"),
                skipped.size() > SHOWN ? " (all in skipped.csv)" : ""));
  }
}
