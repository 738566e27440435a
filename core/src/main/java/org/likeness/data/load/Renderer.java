package org.likeness.data.load;

import java.io.IOException;
import java.util.Optional;
import org.likeness.augment.View;
import org.likeness.augment.Views;
import org.likeness.data.Dataset;
import org.likeness.data.ImageInfo;
import org.likeness.data.SkippedImage;
import org.likeness.error.FileReason;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;

/**
 * Fills one place of a batch: decodes the image once, then renders all its views. Each worker has
 * its own.
 */
final class Renderer {
  private final Dataset dataset;
  private final Views views;
  private final RandomSource random;
  private final int epoch;
  private final boolean partners;
  private final float[] scratch; // reused; large enough for any view

  Renderer(Dataset dataset, Views views, RandomSource random, int epoch) {
    this.dataset = dataset;
    this.views = views;
    this.random = random;
    this.epoch = epoch;
    this.partners = views.views().stream().anyMatch(View::ofPartner);
    this.scratch = new float[views.views().stream().mapToInt(View::length).max().orElseThrow()];
  }

  /**
   * Fills one place of a batch, or records that its image cannot be decoded.
   *
   * @param visit how often the image was visited before in the epoch; each visit has its own views
   */
  void render(BatchBuffer buffer, int position, int image, int partner, int visit) {
    boolean pair = partners && partner != image;
    Streams streams = view -> stream(view, image, visit);
    Optional<Image> own = decode(buffer, position, image, leastSide(streams, image, !pair, true));
    if (own.isEmpty()) {
      return;
    }
    Optional<Image> other =
        pair ? decode(buffer, position, partner, leastSide(streams, partner, true, false)) : own;
    if (other.isEmpty()) {
      return;
    }
    for (int v = 0; v < views.size(); v++) {
      View view = views.get(v);
      Image seen = (view.ofPartner() ? other : own).get();
      view.render(seen, streams.of(v), scratch, buffer.place(v, position));
    }
  }

  /** The random numbers of each view. */
  private interface Streams {
    RandomStream of(int view);
  }

  /** The random numbers are those of the visited image, also where a view shows its partner. */
  private RandomStream stream(int view, int image, int visit) {
    return random.stream(Purpose.AUGMENTATION, view + visit * views.size(), epoch, image);
  }

  /**
   * The minimum shorter side that all views of a decoded image need; 0 for full size.
   *
   * @param ofPartner whether views of a partner look at it
   * @param ofImage whether the other views look at it
   */
  private int leastSide(Streams streams, int decoded, boolean ofPartner, boolean ofImage) {
    ImageInfo info = dataset.info(decoded);
    int least = 0;
    for (int v = 0; v < views.size(); v++) {
      if (views.get(v).ofPartner() ? ofPartner : ofImage) {
        int side = views.get(v).leastSide(info.width(), info.height(), streams.of(v));
        if (side == 0) {
          return 0;
        }
        least = Math.max(least, side);
      }
    }
    return least;
  }

  private Optional<Image> decode(BatchBuffer buffer, int position, int image, int leastSide) {
    try {
      return Optional.of(dataset.load(image, leastSide));
    } catch (IOException e) {
      buffer.fail(
          position,
          new BatchBuffer.Failure(
              image, new SkippedImage(dataset.info(image).id(), FileReason.of(e))));
      return Optional.empty();
    }
  }
}
