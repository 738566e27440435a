package org.likeness.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.likeness.image.Image;

final class AttentionSheetTest {
  private static final Image WIDE =
      new Image(
          4,
          2,
          new byte[] {9, 9, 9, 50, 0, 0, 60, 0, 0, 9, 9, 9, 9, 9, 9, 70, 0, 0, 80, 0, 0, 9, 9, 9});

  @Test
  void patchesAreTheDarkerTheMoreTheyAreAttendedTo() {
    AttentionSheet sheet = new AttentionSheet(id -> WIDE, 1);
    sheet.add("a", "", List.of(new double[] {0, 0.1, 0.2, 0.4}, new double[4]));
    Sheet drawn = (Sheet) sheet.draw("", "");
    BufferedImage pixels = Figures.image(drawn);
    Rectangle head = drawn.layout().tile(0, 0, 0);
    int[] reds = new int[4];
    for (int patch = 0; patch < 4; patch++) {
      int x = head.x + head.width * (1 + 2 * (patch % 2)) / 4;
      int y = head.y + head.height * (1 + 2 * (patch / 2)) / 4;
      reds[patch] = pixels.getRGB(x, y) >> 16 & 0xFF;
    }
    assertThat(reds[0]).isEqualTo(255);
    assertThat(reds[1]).isBetween(reds[2] + 1, 254);
    assertThat(reds[2]).isBetween(reds[3] + 1, 254);
    assertThat(reds[3]).isLessThan(20);
    Rectangle none = drawn.layout().tile(0, 0, 1);
    assertThat(pixels.getRGB(none.x + 20, none.y + 20) & 0xFFFFFF).isEqualTo(0xFFFFFF);
  }

  /** The square that the network saw, in the middle of a wide image. */
  @Test
  void theImageIsCutAsTheNetworkSawIt() {
    AttentionSheet sheet = new AttentionSheet(id -> WIDE, 1);
    sheet.add("a", "", List.of(new double[] {1}));
    Sheet drawn = (Sheet) sheet.draw("", "");
    BufferedImage pixels = Figures.image(drawn);
    Rectangle image = drawn.layout().subject(0);
    assertThat(pixels.getRGB(image.x + 20, image.y + 20) >> 16 & 0xFF).isEqualTo(50);
    assertThat(pixels.getRGB(image.x + 100, image.y + 100) >> 16 & 0xFF).isEqualTo(80);
  }

  @Test
  void aShareIsASharesOfTheSide() {
    assertThatThrownBy(() -> new AttentionSheet(id -> WIDE, 1.5))
        .hasMessage("share must be in (0, 1] but is 1.5");
  }

  /** Of two rows, half of the shorter side is one pixel, left of the middle. */
  @Test
  void aSmallerShareIsTheMiddle() {
    AttentionSheet sheet = new AttentionSheet(id -> WIDE, 0.5);
    sheet.add("a", "", List.of(new double[] {1}));
    Sheet drawn = (Sheet) sheet.draw("", "");
    BufferedImage pixels = Figures.image(drawn);
    Rectangle image = drawn.layout().subject(0);
    assertThat(pixels.getRGB(image.x + 20, image.y + 20) >> 16 & 0xFF).isEqualTo(50);
    assertThat(pixels.getRGB(image.x + 100, image.y + 100) >> 16 & 0xFF).isEqualTo(50);
  }
}
