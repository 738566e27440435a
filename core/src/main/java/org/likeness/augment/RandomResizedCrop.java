package org.likeness.augment;

import org.likeness.random.RandomStream;

/** Draws the box of a random resized crop. */
final class RandomResizedCrop {
  /** Attempts before the centre is taken. */
  private static final int TRIES = 10;

  private RandomResizedCrop() {}

  /**
   * A box with an area uniform in {@code [min, max]} of the image's and a log-uniform aspect ratio,
   * at a uniform place. Where none of ten tries fits into the image, the largest box in the centre
   * whose aspect ratio is allowed. Takes the same number of draws whichever try fits.
   */
  static CropBox draw(CropOptions options, int width, int height, RandomStream random) {
    double logAspect = StrictMath.log(options.aspect());
    int boxWidth = 0;
    int boxHeight = 0;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      float area = random.nextFloat();
      float aspect = random.nextFloat();
      if (boxWidth == 0) {
        double pixels =
            (double) width * height * (options.min() + (options.max() - options.min()) * area);
        double ratio = StrictMath.exp(logAspect * (2.0 * aspect - 1));
        double w = Math.rint(Math.sqrt(pixels * ratio));
        double h = Math.rint(Math.sqrt(pixels / ratio));
        if (w >= 1 && w <= width && h >= 1 && h <= height) {
          boxWidth = (int) w;
          boxHeight = (int) h;
        }
      }
    }
    double across = random.nextDouble();
    double down = random.nextDouble();
    if (boxWidth == 0) {
      return centre(options.aspect(), width, height);
    }
    int left = (int) (across * (width - boxWidth + 1));
    int top = (int) (down * (height - boxHeight + 1));
    return new CropBox(left, top, boxWidth, boxHeight);
  }

  private static CropBox centre(double aspect, int width, int height) {
    int w = width;
    int h = height;
    if (width * aspect < height) {
      h = (int) Math.rint(width * aspect);
    } else if (width > height * aspect) {
      w = (int) Math.rint(height * aspect);
    }
    return new CropBox((width - w) / 2, (height - h) / 2, w, h);
  }
}
