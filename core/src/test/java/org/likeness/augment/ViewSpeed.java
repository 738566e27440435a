package org.likeness.augment;

import java.util.Locale;
import org.likeness.image.Image;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures views a second on one thread, for people: {@code main} logs the figures, no test reads them. */
final class ViewSpeed {
  private static final Logger LOG = LoggerFactory.getLogger(ViewSpeed.class);

  private ViewSpeed() {}

  public static void main(String[] args) {
    for (int round = 0; round < 3; round++) {
      measure("SimCLR 32 from 32x32", Pictures.simclr(32), 32, 32, 20_000);
      measure("InstDisc 32 from 32x32", Pictures.instDisc(32), 32, 32, 20_000);
      measure("MoCo v2 224 from 500x375", Pictures.mocoV2(224), 500, 375, 600);
    }
  }

  private static void measure(String name, ViewOptions options, int width, int height, int views) {
    RandomView view = new RandomView(options);
    Image image = smooth(width, height);
    float[] out = new float[view.length()];
    RandomSource random = new RandomSource(1);
    for (int i = 0; i < views; i++) {
      view.render(image, random.stream(Purpose.AUGMENTATION, 1, i), out, 0);
    }
    long start = System.nanoTime();
    for (int i = 0; i < views; i++) {
      view.render(image, random.stream(Purpose.AUGMENTATION, 0, i), out, 0);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    LOG.info(String.format(Locale.ROOT, "%s: %.0f views/s, %.1f us", name, views / seconds, seconds / views * 1e6));
  }

  /** Waves with a little noise, nearer to a photograph than noise alone. */
  private static Image smooth(int width, int height) {
    Image noise = Pictures.noise(width, height, 3);
    byte[] rgb = new byte[width * height * 3];
    for (int i = 0; i < rgb.length; i++) {
      double x = (double) (i / 3 % width) / width;
      double y = (double) (i / 3 / width) / height;
      rgb[i] = (byte) (110 + 80 * Math.sin(7 * x + 5 * y + i % 3) + noise.rgb()[i] % 12);
    }
    return new Image(width, height, rgb);
  }
}
