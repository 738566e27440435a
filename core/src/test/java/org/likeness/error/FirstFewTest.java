package org.likeness.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class FirstFewTest {
  @Test
  void moreThanAreShownEndInDots() {
    assertThat(FirstFew.of(List.of(), 2)).isEmpty();
    assertThat(FirstFew.of(List.of("a", "b"), 2)).isEqualTo("a, b");
    assertThat(FirstFew.of(List.of("a", "b", "c"), 2)).isEqualTo("a, b, ...");
    assertThat(FirstFew.of(List.of(1, 2, 3), 1, i -> "no. " + i)).isEqualTo("no. 1, ...");
  }
}
