package org.likeness.augment;

import java.util.ArrayList;
import java.util.List;
import org.likeness.image.Image;
import org.likeness.random.RandomStream;

/**
 * One view whose random numbers are drawn.
 *
 * @param framing the square that is seen
 * @param flip mirrored after framing
 * @param operations the operations on the square, in order
 */
record DrawnView(Framing framing, boolean flip, List<Operation> operations) {

  /**
   * Draws a view of an image. Order: crop, flip, jitter (whether, four amounts, order), greyscale,
   * blur (whether, sigma), solarise; each number is drawn even where its part is switched off.
   */
  static DrawnView draw(ViewOptions options, Image image, RandomStream random) {
    Framing framing =
        Framing.draw(options.crop(), options.size(), image.width(), image.height(), random);
    boolean flip = random.chance(options.flip());
    boolean jittered = random.chance(options.jitter().probability());
    ColorJitter jitter = ColorJitter.draw(options.jitter(), random);
    boolean grey = random.chance(options.grayscale());
    boolean blurred = random.chance(options.blur().probability());
    double sigma = random.uniform(options.blur().sigmaMin(), options.blur().sigmaMax());
    boolean solarized = random.chance(options.solarize());

    List<Operation> operations = new ArrayList<>(7);
    if (grey && options.grayscaleFirst()) {
      operations.add(new Grayscale());
    }
    if (jittered) {
      operations.addAll(jitter.operations());
    }
    if (grey && !options.grayscaleFirst()) {
      operations.add(new Grayscale());
    }
    if (blurred) {
      operations.add(options.blur().of(sigma, options.size()));
    }
    if (solarized) {
      operations.add(new Solarize(options.solarizeThreshold()));
    }
    return new DrawnView(framing, flip, operations);
  }

  /**
   * The simple implementation: one operation after the other. The fast implementation, {@link
   * FusedPixels}, gives the same bytes.
   */
  Image apply(Image image) {
    Image result = framing.apply(image);
    if (flip) {
      result = new Flip().apply(result);
    }
    for (Operation operation : operations) {
      result = operation.apply(result);
    }
    return result;
  }
}
