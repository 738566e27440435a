package org.likeness.train;

import org.likeness.augment.View;
import org.likeness.image.Image;
import org.likeness.random.RandomStream;

/** A picture with noise. */
record TinyView(float noise) implements View {
  @Override
  public long[] shape() {
    return new long[] {3, 4, 4};
  }

  @Override
  public void render(Image image, RandomStream random, float[] out, int offset) {
    for (int i = 0; i < length(); i++) {
      float value = image.at(i % 4, i / 4 % 4, i / 16) / 255f - 0.5f;
      out[offset + i] = value + noise * (random.nextFloat() - 0.5f);
    }
  }
}
