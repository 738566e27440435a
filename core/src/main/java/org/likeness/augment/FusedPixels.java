package org.likeness.augment;

import java.nio.FloatBuffer;
import org.likeness.image.Image;

/**
 * The fast implementation of a {@link DrawnView} to its numbers: the same bytes as the plain
 * operations, in fewer passes and without new arrays. Only the part that is seen is resized, the
 * flip happens meanwhile, and colours change in place. One for each thread.
 *
 * <p>Layout: three arrays, red, green and blue, row after row, one int per value, because loops
 * over ints become vector instructions.
 */
final class FusedPixels {
  private static final ThreadLocal<FusedPixels> OF_THREAD =
      ThreadLocal.withInitial(FusedPixels::new);

  /** Floats that are handed over at once. */
  private static final int PIECE = 2048;

  private final FusedResize resize = new FusedResize();
  private final FusedColour colour = new FusedColour();
  private final FusedHue hue = new FusedHue();
  private final FusedBlur blur = new FusedBlur();
  private int side;
  private int area;
  private int[][] planes = new int[3][0];
  private long views;

  static FusedPixels ofThread() {
    return OF_THREAD.get();
  }

  /** How many views went this way so far, for tests. */
  long views() {
    return views;
  }

  /** Renders a view; {@link #write} or {@link #image} takes the result. */
  FusedPixels render(Image image, DrawnView view) {
    views++;
    side = view.framing().size();
    area = side * side;
    if (planes[0].length < area) {
      planes = new int[3][area];
    }
    resize.run(image, view.framing(), view.flip(), planes);
    for (Operation operation : view.operations()) {
      apply(operation);
    }
    return this;
  }

  private void apply(Operation operation) {
    if (operation instanceof Brightness brightness) {
      colour.brightness(planes, area, (float) brightness.factor());
    } else if (operation instanceof Contrast contrast) {
      colour.contrast(planes, area, (float) contrast.factor());
    } else if (operation instanceof Saturation saturation) {
      colour.saturation(planes, area, (float) saturation.factor());
    } else if (operation instanceof Hue turn) {
      hue.shift(planes, area, turn.steps());
    } else if (operation instanceof Grayscale) {
      colour.grey(planes, area);
    } else if (operation instanceof Solarize solarize) {
      FusedColour.solarize(planes, area, solarize.threshold());
    } else {
      blur.run(operation, planes, side);
    }
  }

  /** Normalised floats, channel after channel. */
  void write(Normalization normalization, float[] out, int offset) {
    if (normalization.isLab()) {
      double[] scratch = new double[3];
      for (int i = 0; i < area; i++) {
        normalization.lab(planes[0][i], planes[1][i], planes[2][i], scratch, out, offset + i, area);
      }
      return;
    }
    for (int channel = 0; channel < 3; channel++) {
      lookUp(normalization.table(channel), planes[channel], 0, area, out, offset + channel * area);
    }
  }

  /** The same, piece by piece through the beginning of {@code scratch}. */
  void write(Normalization normalization, float[] scratch, FloatBuffer out) {
    if (normalization.isLab()) {
      write(normalization, scratch, 0);
      out.put(0, scratch, 0, 3 * area);
      return;
    }
    for (int channel = 0; channel < 3; channel++) {
      for (int from = 0; from < area; from += PIECE) {
        int length = Math.min(PIECE, area - from);
        lookUp(normalization.table(channel), planes[channel], from, length, scratch, 0);
        out.put(channel * area + from, scratch, 0, length);
      }
    }
  }

  private static void lookUp(
      float[] table, int[] plane, int from, int length, float[] out, int offset) {
    for (int i = 0; i < length; i++) {
      out[offset + i] = table[plane[from + i] & 0xFF];
    }
  }

  /** The view as an image. */
  Image image() {
    byte[] rgb = new byte[area * 3];
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < area; i++) {
        rgb[3 * i + channel] = (byte) planes[channel][i];
      }
    }
    return new Image(side, side, rgb);
  }
}
