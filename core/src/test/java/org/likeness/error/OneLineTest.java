package org.likeness.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.likeness.image.ImageException;

final class OneLineTest {
  @Test
  void whatIsQuotedStaysOnOneLine() {
    assertThat(OneLine.of("a plain é \uD83D\uDE00 sentence"))
        .isEqualTo("a plain é \uD83D\uDE00 sentence");
    assertThat(OneLine.of("a\nb\r\tc\u001b[31md\u0085e\u2028f\u0000g\uD83Dh"))
        .isEqualTo("a\\nb\\r\\tc\\u001b[31md\\u0085e\\u2028f\\u0000g\\ud83dh");
  }

  @Test
  void aLongTextKeepsWhatIsWrongAndWhatToDo() {
    String text = "what is wrong: " + "x".repeat(100_000) + ": what to do";
    assertThat(OneLine.of(text))
        .hasSizeLessThanOrEqualTo(1005)
        .startsWith("what is wrong: xxx")
        .contains("x ... x")
        .endsWith("x: what to do");
    assertThat(OneLine.of("x".repeat(1000))).isEqualTo("x".repeat(1000));
  }

  @Test
  void aCutPartsNoCharacter() {
    for (String shift : new String[] {"", "x"}) {
      String cut = OneLine.of(shift + "\uD83D\uDE00".repeat(2000));
      assertThat(cut.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }
  }

  @Test
  void everyFailureIsASentence() {
    assertThat(new InputException("no file a\nb")).hasMessage("no file a\\nb");
    assertThat(new RunException("no file a\nb", new IllegalStateException()))
        .hasMessage("no file a\\nb");
    assertThat(new ImageException("a\nb is empty")).hasMessage("a\\nb is empty");
  }
}
