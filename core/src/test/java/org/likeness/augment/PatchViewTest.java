package org.likeness.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.likeness.error.InputException;
import org.likeness.image.Image;

final class PatchViewTest {
  private static final ViewOptions VIEW =
      ViewOptions.defaults(20)
          .withFlip(0.5)
          .withJitter(new JitterOptions(1, 0.4, 0.4, 0.4, 0.1))
          .withColour(ViewOptions.Colour.RGB, List.of(0.5, 0.25, 0.75), List.of(0.5, 0.5, 0.5));

  private static float[] rendered(View view, int seed) {
    float[] out = new float[view.length() + 7];
    view.render(Pictures.noise(31, 27, 3), Pictures.stream(seed), out, 5);
    assertThat(out[4]).isZero();
    return Arrays.copyOfRange(out, 5, 5 + view.length());
  }

  @Test
  void patchesAreCutOutOfTheViewRowAfterRow() {
    PatchView patches = new PatchView(VIEW, new PatchOptions(8, 4, 0, 0));
    assertThat(patches.rows()).isEqualTo(4);
    assertThat(patches.shape()).containsExactly(16, 3, 8, 8);
    float[] whole = new float[3 * 20 * 20];
    new RandomView(VIEW).render(Pictures.noise(31, 27, 3), Pictures.stream(9), whole, 0);
    float[] cut = rendered(patches, 9);
    for (int i = 0; i < cut.length; i++) {
      int x = i % 8;
      int y = i / 8 % 8;
      int channel = i / 64 % 3;
      int number = i / 192;
      int place = (number / 4 * 4 + y) * 20 + number % 4 * 4 + x;
      assertThat(cut[i]).isEqualTo(whole[channel * 400 + place]);
    }
  }

  /** Of an image of one colour: 36 of 64 pixels, in the middle of each patch. */
  @Test
  void aPartOfAPatchIsShownInItsMiddle() {
    ViewOptions plain =
        ViewOptions.defaults(20)
            .withColour(ViewOptions.Colour.RGB, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
    PatchView patches = new PatchView(plain, new PatchOptions(8, 4, 6, 0));
    float[] out = new float[patches.length()];
    patches.render(Pictures.uniform(30, 30, 255, 255, 255), Pictures.stream(2), out, 0);
    for (int i = 0; i < out.length; i++) {
      int x = i % 8;
      int y = i / 8 % 8;
      boolean inside = x >= 1 && x < 7 && y >= 1 && y < 7;
      assertThat(out[i]).isEqualTo(inside ? 1f : 0f);
    }
  }

  /** Each part lies within its own patch of the view, at places that differ. */
  @Test
  void thePartIsDrawnForEachPatch() {
    ViewOptions plain =
        ViewOptions.defaults(20)
            .withCrop(CropOptions.randomResized(1, 1))
            .withColour(ViewOptions.Colour.RGB, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));
    PatchView patches = new PatchView(plain, new PatchOptions(8, 4, 4, 0));
    float[] whole = new float[3 * 20 * 20];
    Image image = Pictures.noise(20, 20, 3);
    new RandomView(plain).render(image, Pictures.stream(4), whole, 0);
    float[] out = new float[patches.length()];
    patches.render(image, Pictures.stream(4), out, 0);
    Set<Integer> offsets = new TreeSet<>();
    for (int number = 0; number < 16; number++) {
      int found = -1;
      for (int dy = 0; dy <= 4; dy++) {
        for (int dx = 0; dx <= 4; dx++) {
          if (equal(out, number, whole, number % 4 * 4 + dx, number / 4 * 4 + dy)) {
            found = dy * 5 + dx;
          }
        }
      }
      assertThat(found).as("the place of patch %s", number).isNotNegative();
      offsets.add(found);
    }
    assertThat(offsets).hasSizeGreaterThan(4);
  }

  private static boolean equal(float[] out, int number, float[] whole, int left, int top) {
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        if (out[number * 192 + (2 + y) * 8 + 2 + x] != whole[(top + y) * 20 + left + x]) {
          return false;
        }
      }
    }
    return true;
  }

  @Test
  void aPatchShowsOneChannelAlone() {
    PatchView patches = new PatchView(VIEW, new PatchOptions(8, 4, 0, 1));
    float[] all = rendered(new PatchView(VIEW, new PatchOptions(8, 4, 0, 0)), 9);
    float[] out = rendered(patches, 9);
    Set<Integer> kept = new TreeSet<>();
    for (int number = 0; number < 16; number++) {
      int shown = 0;
      for (int channel = 0; channel < 3; channel++) {
        int from = number * 192 + channel * 64;
        float[] plane = Arrays.copyOfRange(out, from, from + 64);
        if (Arrays.equals(plane, Arrays.copyOfRange(all, from, from + 64))) {
          shown++;
          kept.add(channel);
        } else {
          assertThat(plane).containsOnly(0f);
        }
      }
      assertThat(shown).isEqualTo(1);
    }
    assertThat(kept).hasSizeGreaterThan(1);
  }

  /** Ten pixels of sheet for each patch of nine and the line after it. */
  @Test
  void thePictureHasAllPatchesWithLinesBetween() {
    PatchView patches = new PatchView(ViewOptions.defaults(20), new PatchOptions(9, 5, 0, 0));
    Image picture =
        patches.picture(Pictures.uniform(30, 30, 10, 20, 30), Pictures.stream(1)).orElseThrow();
    assertThat(picture.width()).isEqualTo(29);
    for (int y = 0; y < 29; y++) {
      for (int x = 0; x < 29; x++) {
        boolean line = x % 10 == 9 || y % 10 == 9;
        assertThat(picture.at(x, y, 2)).isEqualTo(line ? 255 : 30);
      }
    }
  }

  @Test
  void aPatchLargerThanTheViewIsRefused() {
    assertThatThrownBy(
            () -> new PatchView(ViewOptions.defaults(32), new PatchOptions(64, 32, 0, 0)))
        .isInstanceOf(InputException.class)
        .hasMessage("options.patch.side of 64 does not fit into view.size of 32: at most 32 fits");
    assertThatThrownBy(() -> new PatchOptions(8, 4, 9, 0))
        .hasMessage("crop must be at most the side of a patch, 8, but is 9");
  }
}
