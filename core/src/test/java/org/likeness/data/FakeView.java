package org.likeness.data;

import org.likeness.augment.View;
import org.likeness.image.Image;
import org.likeness.random.RandomStream;

/**
 * {@code [3, size, size]}: the first number is the image's first byte, the rest are random.
 *
 * @param size side
 * @param ofPartner whether it looks at the partner
 */
public record FakeView(int size, boolean ofPartner) implements View {
  @Override
  public long[] shape() {
    return new long[] {3, size, size};
  }

  @Override
  public void render(Image image, RandomStream random, float[] out, int offset) {
    out[offset] = image.at(0, 0, 0);
    for (int i = 1; i < length(); i++) {
      out[offset + i] = random.nextFloat();
    }
  }
}
