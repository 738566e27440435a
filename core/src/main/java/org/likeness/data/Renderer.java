package org.likeness.data;

import java.io.IOException;
import java.util.Optional;
import org.likeness.augment.View;
import org.likeness.augment.Views;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;

/**
 * What a worker does for one place of a batch: decode the image once, then render all its views.
 * Each worker has one of its own.
 */
final class Renderer {
  private final Dataset dataset;
  private final Views views;
  private final RandomSource random;
  private final int epoch;
  private final boolean partners;
  private final float[] example; // one view of one image, used again and again

  Renderer(Dataset dataset, Views views, RandomSource random, int epoch) {
    this.dataset = dataset;
    this.views = views;
    this.random = random;
    this.epoch = epoch;
    this.partners = views.views().stream().anyMatch(View::ofPartner);
    this.example = new float[views.views().stream().mapToInt(View::length).max().orElseThrow()];
  }

  /** Fills one place of a batch, or notes there that an image cannot be decoded. */
  void render(BatchBuffer buffer, int position, int image, int partner) {
    Optional<Image> own = decode(buffer, position, image);
    if (own.isEmpty()) {
      return;
    }
    Optional<Image> other = partners && partner != image ? decode(buffer, position, partner) : own;
    if (other.isEmpty()) {
      return;
    }
    for (int v = 0; v < views.size(); v++) {
      View view = views.get(v);
      // The numbers belong to the image that is visited, also where the view looks at its partner.
      view.render(
          (view.ofPartner() ? other : own).get(),
          random.stream(Purpose.AUGMENTATION, v, epoch, image),
          example,
          0);
      buffer.put(v, position, example);
    }
  }

  private Optional<Image> decode(BatchBuffer buffer, int position, int image) {
    try {
      return Optional.of(dataset.load(image));
    } catch (IOException e) {
      String reason = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
      buffer.fail(
          position,
          new BatchBuffer.Failure(image, new SkippedImage(dataset.info(image).id(), reason)));
      return Optional.empty();
    }
  }
}
