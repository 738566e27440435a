package org.likeness.augment;

import java.util.List;
import org.likeness.image.Image;
import org.likeness.random.RandomStream;

/**
 * The view of {@link Preprocessing}: the same for an image every time; the random stream is not
 * touched.
 */
final class CentreView implements View {
  private final Preprocessing preprocessing;
  private final Normalization normalization;

  CentreView(Preprocessing preprocessing) {
    this.preprocessing = preprocessing;
    this.normalization =
        new Normalization(preprocessing.colour(), preprocessing.mean(), preprocessing.std());
  }

  @Override
  public long[] shape() {
    return new long[] {3, preprocessing.size(), preprocessing.size()};
  }

  @Override
  public int leastSide(int width, int height, RandomStream random) {
    return preprocessing.leastSide();
  }

  @Override
  public void render(Image image, RandomStream random, float[] out, int offset) {
    FusedPixels.ofThread()
        .render(image, drawn(preprocessing, image))
        .write(normalization, out, offset);
  }

  static DrawnView drawn(Preprocessing preprocessing, Image image) {
    Framing framing =
        Framing.centre(image, preprocessing.resize(), preprocessing.size(), Filter.BILINEAR);
    return new DrawnView(framing, false, List.of());
  }
}
