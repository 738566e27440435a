package org.likeness.augment;

import org.likeness.image.Image;

/**
 * The fast way from a {@link DrawnView} to its numbers: the same bytes as the plain operations, in fewer passes and without new arrays.
 * Only the part that is seen is resized; the flip happens while rows are resized; brightness, contrast and solarise change a table of
 * 256 values that the next pass over the pixels applies. One for each thread.
 *
 * <p>Layout: row after row, each row as its reds, greens, blues, so that loops along a row run over neighbours.
 */
final class FusedPixels {
  private static final ThreadLocal<FusedPixels> OF_THREAD = ThreadLocal.withInitial(FusedPixels::new);

  private final FusedResize resize = new FusedResize();
  private final FusedBlur blur = new FusedBlur();
  private final float[] floats = new float[256];
  private int side;
  private int[] pixels = new int[0];

  /** What each value in {@link #pixels} stands for. */
  private final int[] map = new int[256];

  private boolean mapped;
  private long views;

  static FusedPixels ofThread() {
    return OF_THREAD.get();
  }

  /** How many views went this way so far, for tests. */
  long views() {
    return views;
  }

  /** Renders a view; one of the {@code write} methods takes the result. */
  FusedPixels render(Image image, DrawnView view) {
    views++;
    side = view.framing().size();
    if (pixels.length < side * side * 3) {
      pixels = new int[side * side * 3];
    }
    identity();
    resize.run(image, view.framing(), view.flip(), pixels);
    for (Operation operation : view.operations()) {
      apply(operation);
    }
    return this;
  }

  private void apply(Operation operation) {
    if (operation instanceof Brightness brightness) {
      blend(0, (float) brightness.factor());
    } else if (operation instanceof Contrast contrast) {
      blend(Contrast.mean(FusedColour.sumOfLuma(pixels, side, map), side * side), (float) contrast.factor());
    } else if (operation instanceof Saturation saturation) {
      FusedColour.saturate(pixels, side, map, (float) saturation.factor());
      identity();
    } else if (operation instanceof Hue hue) {
      FusedColour.shiftHue(pixels, side, map, hue.steps());
      identity();
    } else if (operation instanceof Grayscale) {
      FusedColour.grey(pixels, side, map);
      identity();
    } else if (operation instanceof Solarize solarize) {
      for (int value = 0; value < 256; value++) {
        map[value] = solarize.value(map[value]);
      }
      mapped = true;
    } else {
      flush();
      blur.run(operation, pixels, side);
    }
  }

  private void blend(int from, float factor) {
    for (int value = 0; value < 256; value++) {
      map[value] = Pixels.blend(from, map[value], factor);
    }
    mapped = true;
  }

  private void identity() {
    for (int value = 0; value < 256; value++) {
      map[value] = value;
    }
    mapped = false;
  }

  /** Writes the table into the pixels. */
  private void flush() {
    if (mapped) {
      for (int i = 0; i < side * side * 3; i++) {
        pixels[i] = map[pixels[i]];
      }
      identity();
    }
  }

  /** Normalised floats, channel after channel. */
  void write(Normalization normalization, float[] out, int offset) {
    if (normalization.isLab()) {
      writeLab(normalization, out, offset);
      return;
    }
    for (int channel = 0; channel < 3; channel++) {
      float[] table = normalization.table(channel);
      if (mapped) {
        for (int value = 0; value < 256; value++) {
          floats[value] = table[map[value]];
        }
        table = floats;
      }
      for (int y = 0; y < side; y++) {
        int from = (y * 3 + channel) * side;
        int to = offset + (channel * side + y) * side;
        for (int x = 0; x < side; x++) {
          out[to + x] = table[pixels[from + x] & 0xFF];
        }
      }
    }
  }

  private void writeLab(Normalization normalization, float[] out, int offset) {
    double[] scratch = new double[3];
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int i = y * 3 * side + x;
        normalization.lab(
            map[pixels[i]], map[pixels[i + side]], map[pixels[i + 2 * side]], scratch, out, offset + y * side + x, side * side);
      }
    }
  }

  /** The view as a picture. */
  Image image() {
    byte[] rgb = new byte[side * side * 3];
    int to = 0;
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int i = y * 3 * side + x;
        rgb[to++] = (byte) map[pixels[i]];
        rgb[to++] = (byte) map[pixels[i + side]];
        rgb[to++] = (byte) map[pixels[i + 2 * side]];
      }
    }
    return new Image(side, side, rgb);
  }
}
