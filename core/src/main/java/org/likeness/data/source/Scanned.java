package org.likeness.data.source;

import java.util.Optional;
import org.likeness.data.UnreadableFile;

/** What became of a candidate: an image, or a file that is none. */
record Scanned(Optional<StoredImage> image, Optional<UnreadableFile> problem) {
  static Scanned image(StoredImage image) {
    return new Scanned(Optional.of(image), Optional.empty());
  }

  static Scanned problem(Candidate candidate, String reason) {
    return new Scanned(Optional.empty(), Optional.of(new UnreadableFile(candidate.id(), reason)));
  }
}
