package org.likeness.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTest {
  private static final Font FONT = Theme.font(15);

  @Test
  void aTextIsCutWhereItIsTooWide() {
    String text = "a name of some words";
    assertThat(Text.shortened(text, FONT, Text.width(text, FONT))).isEqualTo(text);
    for (int width = 30; width < Text.width(text, FONT); width += 7) {
      String cut = Text.shortened(text, FONT, width);
      assertThat(cut).endsWith("…");
      assertThat(text).startsWith(cut.substring(0, cut.length() - 1));
      assertThat(Text.width(cut, FONT)).isLessThanOrEqualTo(width);
    }
  }

  /** A character of two units is drawn whole or not at all. */
  @Test
  void aCharacterIsNotCutInHalf() {
    String text = "😀".repeat(12);
    for (int width = 0; width < Text.width(text, FONT); width += 5) {
      assertThat(Text.shortened(text, FONT, width).codePoints())
          .as("width %d", width)
          .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
  }

  @Test
  void linesAreBrokenAtSpacesAndLoseNoWord() {
    String text = " one two  three\nfour ";
    int width = Text.width("one two", FONT);
    assertThat(Text.lines(text, FONT, width)).containsExactly("one two", "three", "four");
    assertThat(Text.lines(text, FONT, 1)).containsExactly("one", "two", "three", "four");
    assertThat(Text.shortened("", FONT, -1)).isEqualTo("…");
    assertThat(Text.lines(" ", FONT, width)).isEmpty();
    assertThat(Text.widest(List.of("a", text, "b"), FONT)).isEqualTo(Text.width(text, FONT));
  }

  /**
   * Figures are drawn with fractional metrics, whose letters are wider here than the whole ones.
   */
  @Test
  void textIsMeasuredAsItIsDrawn() {
    assertThat(Text.metrics(FONT).getFontRenderContext().usesFractionalMetrics()).isTrue();
  }
}
