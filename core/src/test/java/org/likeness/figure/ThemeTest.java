package org.likeness.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ThemeTest {
  /** The experiment that trains all methods draws 21 lines. */
  @Test
  void manyLinesDifferInColourOrDashes() {
    List<String> lines =
        IntStream.range(0, 28)
            .mapToObj(i -> Theme.line(i) + " " + Arrays.toString(Theme.stroke(i).getDashArray()))
            .toList();
    assertThat(lines).doesNotHaveDuplicates();
    assertThat(IntStream.range(0, 6).mapToObj(i -> Theme.stroke(i).getDashArray()))
        .as("colours are not needed for a few")
        .doesNotHaveDuplicates();
  }
}
