package org.likeness.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TotalProgressTest {
  @Test
  void extractionsAddUp() {
    List<String> heard = new ArrayList<>();
    TotalProgress progress = new TotalProgress((done, total) -> heard.add(done + "/" + total), 600);
    for (int[] call : new int[][] {{100, 100}, {100, 100}, {256, 300}, {300, 300}, {50, 50}}) {
      assertThat(progress.proceed(call[0], call[1])).isTrue();
    }
    assertThat(heard).containsExactly("100/600", "200/600", "456/600", "500/600", "550/600");
  }

  @Test
  void whoeverHearsMayEndIt() {
    assertThat(new TotalProgress((done, total) -> done < 2, 3).proceed(2, 3)).isFalse();
  }
}
