package org.likeness.augment;

import java.nio.FloatBuffer;
import java.util.Optional;
import org.likeness.image.Image;
import org.likeness.random.RandomStream;

/**
 * A view of an image's partner: the image itself, unless the method's plan names another one.
 *
 * @param view how the partner is shown
 */
public record PartnerView(View view) implements View {
  @Override
  public boolean ofPartner() {
    return true;
  }

  @Override
  public long[] shape() {
    return view.shape();
  }

  @Override
  public int leastSide(int width, int height, RandomStream random) {
    return view.leastSide(width, height, random);
  }

  @Override
  public void render(Image image, RandomStream random, float[] out, int offset) {
    view.render(image, random, out, offset);
  }

  @Override
  public void render(Image image, RandomStream random, float[] scratch, FloatBuffer out) {
    view.render(image, random, scratch, out);
  }

  @Override
  public Optional<Image> picture(Image image, RandomStream random) {
    return view.picture(image, random);
  }
}
