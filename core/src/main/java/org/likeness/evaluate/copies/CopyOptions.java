package org.likeness.evaluate.copies;

import org.likeness.augment.CropOptions;
import org.likeness.augment.JitterOptions;
import org.likeness.augment.Preprocessing;
import org.likeness.augment.RandomView;
import org.likeness.augment.ViewOptions;

/**
 * How strongly copies are altered.
 *
 * @param area smallest share of the area that a random crop keeps, in (0, 1]
 * @param flip probability of mirroring
 * @param jitter strength of brightness, contrast and saturation, at least 0; the colour circle
 *     turns by up to a quarter of it
 */
public record CopyOptions(double area, double flip, double jitter) {
  public CopyOptions {
    if (!(area > 0 && area <= 1)) {
      throw new IllegalArgumentException("area must be in (0, 1] but is " + area);
    }
    if (!(flip >= 0 && flip <= 1)) {
      throw new IllegalArgumentException("flip must be in [0, 1] but is " + flip);
    }
    if (!(jitter >= 0 && jitter <= 2)) {
      throw new IllegalArgumentException("jitter must be in [0, 2] but is " + jitter);
    }
  }

  /**
   * Crops of 0.5 to 1 of the area, half of them mirrored, colours jittered by 0.4: what people do
   * to pictures, and a bit more.
   */
  public static CopyOptions defaults() {
    return new CopyOptions(0.5, 0.5, 0.4);
  }

  RandomView view(Preprocessing preprocessing) {
    return new RandomView(
        ViewOptions.defaults(preprocessing.size())
            .withCrop(CropOptions.randomResized(area, 1))
            .withFlip(flip)
            .withJitter(new JitterOptions(jitter > 0 ? 1 : 0, jitter, jitter, jitter, jitter / 4)));
  }

  String phrase() {
    return "crops of "
        + area
        + " to 1 of the area, mirrored with probability "
        + flip
        + ", colours jittered by "
        + jitter;
  }
}
