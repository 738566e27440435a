package org.likeness.augment;

import org.likeness.image.Image;

/**
 * The fast way from a {@link DrawnView} to its numbers: the same bytes as the plain operations, in fewer passes and without new arrays.
 * Only the part that is seen is resized; the flip happens while rows are resized; brightness, contrast and solarise change a table of
 * 256 values that the next pass over the pixels applies. One for each thread.
 *
 * <p>Layout: three arrays, red, green and blue, row after row, one int a value.
 */
final class FusedPixels {
  private static final ThreadLocal<FusedPixels> OF_THREAD = ThreadLocal.withInitial(FusedPixels::new);

  private final FusedResize resize = new FusedResize();
  private final FusedColour colour = new FusedColour();
  private final FusedBlur blur = new FusedBlur();
  private final float[] floats = new float[256];
  private int side;
  private int area;
  private int[][] planes = new int[3][0];

  /** What each value in {@link #planes} stands for. */
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
    area = side * side;
    if (planes[0].length < area) {
      planes = new int[3][area];
    }
    identity();
    resize.run(image, view.framing(), view.flip(), planes);
    for (Operation operation : view.operations()) {
      apply(operation);
    }
    return this;
  }

  private void apply(Operation operation) {
    if (operation instanceof Brightness brightness) {
      blend(0, (float) brightness.factor());
    } else if (operation instanceof Contrast contrast) {
      long sum = mapped ? colour.sumOfLuma(planes, area, map) : colour.sumOfLuma(planes, area);
      blend(Contrast.mean(sum, area), (float) contrast.factor());
    } else if (operation instanceof Saturation saturation) {
      flush();
      colour.saturate(planes, area, (float) saturation.factor());
    } else if (operation instanceof Hue hue) {
      FusedColour.shiftHue(planes, area, map, hue.steps());
      identity();
    } else if (operation instanceof Grayscale) {
      flush();
      colour.grey(planes, area);
    } else if (operation instanceof Solarize solarize) {
      for (int value = 0; value < 256; value++) {
        map[value] = solarize.value(map[value]);
      }
      mapped = true;
    } else {
      flush();
      blur.run(operation, planes, side);
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
      FusedColour.flush(planes, area, map);
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
      int[] plane = planes[channel];
      int to = offset + channel * area;
      for (int i = 0; i < area; i++) {
        out[to + i] = table[plane[i] & 0xFF];
      }
    }
  }

  private void writeLab(Normalization normalization, float[] out, int offset) {
    double[] scratch = new double[3];
    for (int i = 0; i < area; i++) {
      normalization.lab(map[planes[0][i]], map[planes[1][i]], map[planes[2][i]], scratch, out, offset + i, area);
    }
  }

  /** The view as a picture. */
  Image image() {
    byte[] rgb = new byte[area * 3];
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < area; i++) {
        rgb[3 * i + channel] = (byte) map[planes[channel][i]];
      }
    }
    return new Image(side, side, rgb);
  }
}
