package org.likeness.evaluate.copies;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.Skips;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

/** A data set in which every image is replaced by an altered copy of itself, the same each time. */
final class AlteredCopies implements Dataset {
  private final Dataset originals;
  private final Change change;
  private final RandomSource random;

  /** How a copy is made. */
  interface Change {
    Image of(Image original, RandomStream random) throws IOException;
  }

  AlteredCopies(Dataset originals, Change change, RandomSource random) {
    this.originals = originals;
    this.change = change;
    this.random = random;
  }

  @Override
  public String name() {
    return "copies of " + originals.name();
  }

  @Override
  public int size() {
    return originals.size();
  }

  @Override
  public ImageInfo info(int index) {
    return originals.info(index);
  }

  @Override
  public Image load(int index) throws IOException {
    return change.of(originals.load(index), random.stream(Purpose.EVALUATION, 0, index));
  }

  @Override
  public List<String> classNames() {
    return originals.classNames();
  }

  @Override
  public Optional<Skips> skips() {
    return originals.skips();
  }
}
