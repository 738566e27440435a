package org.likeness.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimingTest {
  @Test
  void worksTakeTurnsAndEachRoundIsHeard() {
    List<String> order = new ArrayList<>();
    List<String> heard = new ArrayList<>();
    Timing.byTurns(
        2,
        List.of(
            Timing.Work.of("a", 1, "images", () -> order.add("a")),
            Timing.Work.of("b", 1, "images", () -> order.add("b"))),
        (done, total) -> heard.add(done + "/" + total));
    assertThat(heard).containsExactly("0/6", "1/6", "2/6", "3/6", "4/6", "5/6", "6/6");
    // Ten rounds of each while Java compiles, since they take no time.
    assertThat(String.join("", order)).isEqualTo("a".repeat(10) + "b".repeat(10) + "abab");
  }

  @Test
  void aWorkSaysHowMuchOfItCounts() {
    Timing timing =
        Timing.of(3, new Timing.Work("a", 8, "images", () -> 4_000_000), BenchProgress.NONE);
    assertThat(timing.milliseconds()).containsExactly(4.0, 4.0, 4.0);
    assertThat(timing.perSecond()).isEqualTo(2000);
  }

  @Test
  void theMedianIsTheMiddleOrBetweenBoth() {
    assertThat(new Timing("", List.of(9.0, 1.0, 2.0), 1, "images").median()).isEqualTo(2);
    Timing even = new Timing("", List.of(9.0, 1.0, 2.0, 4.0), 1, "images");
    assertThat(even.median()).isEqualTo(3);
    assertThat(even.least()).isEqualTo(1);
    assertThat(even.most()).isEqualTo(9);
    assertThatThrownBy(() -> new Timing("", List.of(), 1, "images"))
        .hasMessage("a timing needs at least one round");
  }
}
