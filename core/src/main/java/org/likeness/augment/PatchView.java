package org.likeness.augment;

import java.util.Arrays;
import java.util.Optional;
import org.likeness.error.InputException;
import org.likeness.image.Image;
import org.likeness.option.OptionRecords;
import org.likeness.random.RandomStream;

/**
 * A random view of an image, cut into a grid of overlapping patches, {@code [patches, 3, side,
 * side]}, row after row from the top left (CPC). The crop to the view, its flip and its colours are
 * those of {@link RandomView}; then each patch shows a random part of itself, or one of its
 * channels, as {@link PatchOptions} say. What a patch does not show has the mean colour, 0 after
 * normalisation.
 *
 * <p>The numbers of the view are drawn first, then four for each patch, each whether it is used or
 * not.
 */
public final class PatchView implements View {
  private static final int CHANNELS = 3;
  private static final int ALL = -1;
  private static final int GAP = 1;
  private static final byte WHITE = (byte) 255;

  private final RandomView whole;
  private final PatchOptions patch;
  private final int rows;

  /**
   * Views by these options.
   *
   * @throws InputException where no patch fits into the view
   */
  public PatchView(ViewOptions view, PatchOptions patch) {
    this.whole = new RandomView(view);
    this.patch = OptionRecords.check(patch);
    this.rows = patch.rows(view.size());
    if (rows < 1) {
      throw new InputException(
          "options.patch.side of %d does not fit into view.size of %d: at most %d fits"
              .formatted(patch.side(), view.size(), view.size()));
    }
  }

  /** Rows of the grid, and patches in a row. */
  public int rows() {
    return rows;
  }

  @Override
  public long[] shape() {
    return new long[] {(long) rows * rows, CHANNELS, patch.side(), patch.side()};
  }

  @Override
  public int leastSide(int width, int height, RandomStream random) {
    return whole.leastSide(width, height, random);
  }

  @Override
  public void render(Image image, RandomStream random, float[] out, int offset) {
    float[] square = new float[whole.length()];
    whole.render(image, random, square, 0);
    int plane = size() * size();
    int at = offset;
    for (int number = 0; number < rows * rows; number++) {
      Shown shown = draw(number, random);
      for (int channel = 0; channel < CHANNELS; channel++) {
        for (int y = 0; y < patch.side(); y++) {
          for (int x = 0; x < patch.side(); x++, at++) {
            out[at] = shown.has(channel, x, y) ? square[channel * plane + shown.source(x, y)] : 0;
          }
        }
      }
    }
  }

  /** The patches beside and below each other, with white between them. */
  @Override
  public Optional<Image> picture(Image image, RandomStream random) {
    Image square = whole.renderImage(image, random);
    int step = patch.side() + GAP;
    int side = rows * step - GAP;
    byte[] rgb = new byte[side * side * CHANNELS];
    Arrays.fill(rgb, WHITE);
    for (int number = 0; number < rows * rows; number++) {
      Shown shown = draw(number, random);
      int corner = number / rows * step * side + number % rows * step;
      for (int y = 0; y < patch.side(); y++) {
        for (int x = 0; x < patch.side(); x++) {
          for (int channel = 0; channel < CHANNELS; channel++) {
            rgb[(corner + y * side + x) * CHANNELS + channel] =
                shown.has(channel, x, y)
                    ? square.rgb()[shown.source(x, y) * CHANNELS + channel]
                    : mean(channel);
          }
        }
      }
    }
    return Optional.of(new Image(side, side, rgb));
  }

  /**
   * The byte of a channel that is 0 after normalisation; mid-grey for Lab, which is drawn in RGB.
   */
  private byte mean(int channel) {
    boolean rgb = whole.options().colour() == ViewOptions.Colour.RGB;
    return (byte) Pixels.clamp(rgb ? (int) (255 * whole.options().mean().get(channel)) : 128);
  }

  private int size() {
    return whole.options().size();
  }

  private Shown draw(int number, RandomStream random) {
    int crop = patch.crop() > 0 ? patch.crop() : patch.side();
    int spare = patch.side() - crop;
    int right = random.nextInt(spare + 1);
    int down = random.nextInt(spare + 1);
    boolean dropped = random.chance(patch.drop());
    int kept = random.nextInt(CHANNELS);
    int margin = spare / 2;
    int left = number % rows * patch.stride() + right - margin;
    int top = number / rows * patch.stride() + down - margin;
    return new Shown(left, top, margin, crop, dropped ? kept : ALL, size());
  }

  /**
   * What one patch shows.
   *
   * @param left of the view, the column that is at column 0 of the patch
   * @param top of the view, the row that is at row 0 of the patch
   * @param margin rows and columns of the patch that are empty at its beginning
   * @param crop side of the part that is shown
   * @param kept the channel that is shown, or {@link #ALL}
   * @param width of the view
   */
  private record Shown(int left, int top, int margin, int crop, int kept, int width) {
    boolean has(int channel, int x, int y) {
      return (kept == ALL || kept == channel) && within(x) && within(y);
    }

    private boolean within(int place) {
      return place >= margin && place < margin + crop;
    }

    /** The pixel of the view at a place of the patch. */
    int source(int x, int y) {
      return (top + y) * width + left + x;
    }
  }
}
