package org.likeness.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SuggestTest {
  private static final List<String> NAMES = List.of("epochs", "batch", "weight-decay", "tau", "lr");

  @Test
  void namesWhatWasMeant() {
    assertThat(Suggest.nearest("epoch", NAMES)).contains("epochs");
    assertThat(Suggest.nearest("bacth", NAMES)).contains("batch");
    assertThat(Suggest.nearest("weight_deacy", NAMES)).contains("weight-decay");
    assertThat(Suggest.nearest("Tua", NAMES)).contains("tau");
  }

  @Test
  void saysNothingWhereNothingIsNear() {
    assertThat(Suggest.nearest("momentum", NAMES)).isEmpty();
    assertThat(Suggest.nearest("xy", NAMES)).isEmpty();
    assertThat(Suggest.nearest("anything", List.of())).isEmpty();
    assertThat(Suggest.phrase("momentum", NAMES)).isEmpty();
    assertThat(Suggest.phrase("epoch", NAMES)).isEqualTo(", did you mean epochs?");
  }

  @Test
  void anUnknownNameIsAnsweredInOneWay() {
    assertThat(Suggest.unknown("key", "epoch", NAMES))
        .isEqualTo("there is no key 'epoch', did you mean epochs?");
    assertThat(Suggest.unknown("key", "momentum", List.of("tau", "lr")))
        .isEqualTo("there is no key 'momentum': choose one of tau, lr");
    assertThat(Suggest.unknown("key", "x", List.of())).isEqualTo("there is no key 'x'");
  }

  @Test
  void theFirstInTheAlphabetWinsATie() {
    assertThat(Suggest.nearest("knn", List.of("kno", "kna", "knb"))).contains("kna");
  }

  @Test
  void aSwapIsOneSlip() {
    assertThat(Suggest.distance("abcd", "abdc")).isEqualTo(1);
    assertThat(Suggest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Suggest.distance("", "abc")).isEqualTo(3);
    assertThat(Suggest.distance("ca", "abc")).as("restricted form").isEqualTo(3);
  }

  /** Comparing it with each would take the square of its length, in time and in memory. */
  @Test
  void aNameOfMegabytesIsLikeNone() {
    assertThat(Suggest.nearest("train".repeat(10_000_000), List.of("train", "data"))).isEmpty();
  }
}
