package org.likeness.augment;

import java.util.ArrayList;
import java.util.List;
import org.likeness.image.Image;
import org.likeness.random.RandomStream;

/**
 * Brightness, contrast, saturation and hue, one after the other in one of 24 orders.
 *
 * @param brightness factor, 1 for no change
 * @param contrast factor, 1 for no change
 * @param saturation factor, 1 for no change
 * @param hue fraction of the colour circle in [-0.5, 0.5]; exactly 0 for no change
 * @param order number of the permutation, in [0, 24)
 */
public record ColorJitter(
    double brightness, double contrast, double saturation, double hue, int order)
    implements Operation {
  public ColorJitter {
    if (order < 0 || order >= 24) {
      throw new IllegalArgumentException("order must be in [0, 24) but is " + order);
    }
  }

  /**
   * Draws the four amounts and their order: always five draws, whatever the strengths. The
   * probability is left to the caller.
   */
  static ColorJitter draw(JitterOptions options, RandomStream random) {
    double brightness = factor(options.brightness(), random.nextDouble());
    double contrast = factor(options.contrast(), random.nextDouble());
    double saturation = factor(options.saturation(), random.nextDouble());
    double hue = options.hue() * (2 * random.nextDouble() - 1);
    return new ColorJitter(brightness, contrast, saturation, hue, random.nextInt(24));
  }

  private static double factor(double strength, double uniform) {
    double low = Math.max(0, 1 - strength);
    return strength == 0 ? 1 : low + (1 + strength - low) * uniform;
  }

  /** The operations that change anything, in order. */
  public List<Operation> operations() {
    List<Integer> left = new ArrayList<>(List.of(0, 1, 2, 3));
    List<Operation> operations = new ArrayList<>(4);
    int rest = order;
    for (int choices = 4; choices > 0; choices--) {
      add(left.remove(rest % choices), operations);
      rest /= choices;
    }
    return operations;
  }

  private void add(int which, List<Operation> operations) {
    if (which == 0 && brightness != 1) {
      operations.add(new Brightness(brightness));
    } else if (which == 1 && contrast != 1) {
      operations.add(new Contrast(contrast));
    } else if (which == 2 && saturation != 1) {
      operations.add(new Saturation(saturation));
    } else if (which == 3 && hue != 0) {
      operations.add(new Hue(hue));
    }
  }

  @Override
  public Image apply(Image image) {
    Image result = image;
    for (Operation operation : operations()) {
      result = operation.apply(result);
    }
    return result;
  }
}
