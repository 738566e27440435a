package org.likeness.collection;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.Skips;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

/**
 * Copies of some images of a data set, each edited in every way of {@link CopyEdit}: copy {@code i}
 * is of the image {@code i / edits} of the sample. The same seed gives the same copies. Closing it
 * leaves the data set open.
 */
public final class EditedCopies implements Dataset {
  private static final CopyEdit[] EDITS = CopyEdit.values();

  private final Dataset originals;
  private final int[] sample;
  private final RandomSource random;

  /**
   * @param sample numbers of images of {@code originals}
   */
  public EditedCopies(Dataset originals, int[] sample, long seed) {
    this.originals = requireNonNull(originals, "originals is null");
    this.sample = sample.clone();
    this.random = new RandomSource(seed);
  }

  /** The number in the sample of the image of which a copy is. */
  public int original(int copy) {
    return copy / EDITS.length;
  }

  /** What was done to a copy. */
  public CopyEdit edit(int copy) {
    return EDITS[copy % EDITS.length];
  }

  @Override
  public String name() {
    return "copies of " + originals.name();
  }

  @Override
  public int size() {
    return Math.multiplyExact(sample.length, EDITS.length);
  }

  @Override
  public ImageInfo info(int index) {
    ImageInfo info = originals.info(sample[original(index)]);
    return new ImageInfo(
        edit(index).label() + "/" + info.id(),
        info.width(),
        info.height(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        info.attributes());
  }

  @Override
  public Image load(int index) throws IOException {
    return load(index, 0);
  }

  /** Decoded at twice the least side, since half of it may be taken. */
  @Override
  public Image load(int index, int leastSide) throws IOException {
    int number = sample[original(index)];
    Image image = originals.load(number, 2 * leastSide);
    int edit = index % EDITS.length;
    return EDITS[edit].of(image, random.stream(Purpose.EVALUATION, edit, 0, number));
  }

  @Override
  public List<String> classNames() {
    return List.of();
  }

  @Override
  public Optional<Skips> skips() {
    return Optional.of(new Skips(this, 1)); // what cannot be decoded has no row in the table either
  }
}
