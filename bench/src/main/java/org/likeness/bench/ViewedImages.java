package org.likeness.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.likeness.augment.RandomView;
import org.likeness.augment.ViewOptions;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

/**
 * As many images as asked for: random views of the images of a data set, one after the other and
 * again from the first, each by random numbers of its own. Closing it closes nothing.
 *
 * <p>The attribute {@code one-in} of an image is 1000, 100 or 10 for a thousandth, a hundredth and
 * a tenth of all, chosen by its number's hash, and 1 for the others.
 */
public final class ViewedImages implements Dataset {
  /** The attribute by which benchmarks filter. */
  public static final String ATTRIBUTE = "one-in";

  private static final int PARTS = 1000;

  private final Dataset source;
  private final RandomView view;
  private final int first;
  private final int count;

  /**
   * Some of the endless views of a data set.
   *
   * @param size of a view, in pixels
   * @param first number of the first one
   * @param count how many
   */
  public ViewedImages(Dataset source, int size, int first, int count) {
    this.source = requireNonNull(source, "source is null");
    this.view = new RandomView(ViewOptions.defaults(size));
    this.first = first;
    this.count = count;
  }

  @Override
  public String name() {
    return source.name() + "-views";
  }

  @Override
  public int size() {
    return count;
  }

  @Override
  public ImageInfo info(int index) {
    int number = first + index;
    ImageInfo info = source.info(number % source.size());
    return new ImageInfo(
        "%d/%s".formatted(number / source.size(), info.id()),
        view.options().size(),
        view.options().size(),
        info.label(),
        Optional.empty(),
        Optional.empty(),
        Map.of(ATTRIBUTE, oneIn(number)));
  }

  private static String oneIn(int number) {
    int hash = (int) Math.floorMod(number * 0x9E3779B97F4A7C15L >>> 20, (long) PARTS);
    return hash == 0 ? "1000" : hash <= 10 ? "100" : hash <= 110 ? "10" : "1";
  }

  @Override
  public Image load(int index) throws IOException {
    int number = first + index;
    Image image = source.load(number % source.size());
    return view.renderImage(image, new RandomSource(0).stream(Purpose.AUGMENTATION, 0, number));
  }

  @Override
  public List<String> classNames() {
    return source.classNames();
  }
}
