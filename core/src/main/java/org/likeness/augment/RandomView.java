package org.likeness.augment;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.likeness.image.Image;
import org.likeness.option.OptionRecords;
import org.likeness.random.RandomStream;

/**
 * A random square view of an image, {@code [3, size, size]}: as {@link ViewOptions} says, with
 * every random number from the given stream.
 *
 * <p>The numbers are drawn in a fixed order (crop, flip, jitter, greyscale, blur, solarise), each
 * whether it is used or not. Changing a strength or a probability therefore changes that part of a
 * view and nothing else; only the kind of crop decides how many numbers the crop takes.
 *
 * <p>Two implementations give the same bytes: the simple one applies one {@link Operation} after
 * the other, each tested against Pillow; the fast one fuses them. {@link #render} uses the fast
 * one.
 */
public final class RandomView implements View {
  private final ViewOptions options;
  private final Normalization normalization;

  /**
   * Views by these options.
   *
   * @throws IllegalArgumentException where a value is out of range
   */
  public RandomView(ViewOptions options) {
    this.options = OptionRecords.check(options);
    this.normalization = new Normalization(options.colour(), options.mean(), options.std());
  }

  public ViewOptions options() {
    return options;
  }

  @Override
  public long[] shape() {
    return new long[] {3, options.size(), options.size()};
  }

  @Override
  public int leastSide(int width, int height, RandomStream random) {
    return options.crop().reduced()
        ? Framing.draw(options.crop(), options.size(), width, height, random)
            .leastSide(Math.min(width, height))
        : 0;
  }

  @Override
  public void render(Image image, RandomStream random, float[] out, int offset) {
    DrawnView view = DrawnView.draw(options, image, random);
    FusedPixels.ofThread().render(image, view).write(normalization, out, offset);
  }

  @Override
  public void render(Image image, RandomStream random, float[] scratch, FloatBuffer out) {
    DrawnView view = DrawnView.draw(options, image, random);
    FusedPixels.ofThread().render(image, view).write(normalization, scratch, out);
  }

  @Override
  public Optional<Image> picture(Image image, RandomStream random) {
    return Optional.of(renderImage(image, random));
  }

  /** The view as an image, before it is normalised. */
  public Image renderImage(Image image, RandomStream random) {
    DrawnView view = DrawnView.draw(options, image, random);
    return FusedPixels.ofThread().render(image, view).image();
  }

  /** As {@link #render}, the simple implementation. */
  void renderPlain(Image image, RandomStream random, float[] out, int offset) {
    normalization.write(renderImagePlain(image, random), out, offset);
  }

  /** As {@link #renderImage}, the simple implementation. */
  Image renderImagePlain(Image image, RandomStream random) {
    return DrawnView.draw(options, image, random).apply(image);
  }
}
