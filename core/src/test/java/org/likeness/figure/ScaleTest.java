package org.likeness.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ScaleTest {
  private static List<String> labels(Scale scale) {
    return scale.ticks().stream().map(Scale.Tick::label).toList();
  }

  @Test
  void linearScalesEndAtRoundNumbers() {
    Scale scale = Scale.linear(0.13, 0.87);
    assertThat(labels(scale)).containsExactly("0.0", "0.2", "0.4", "0.6", "0.8", "1.0");
    assertThat(scale.at(0)).isZero();
    assertThat(scale.at(0.5)).isEqualTo(0.5, within(1e-12));
    assertThat(scale.at(1)).isEqualTo(1, within(1e-12));
    assertThat(labels(Scale.linear(-3, 12_000)))
        .containsExactly("-5,000", "0", "5,000", "10,000", "15,000");
    assertThat(labels(Scale.linear(0, 1))).hasSize(6);
  }

  @Test
  void oneValueAloneHasAScaleToo() {
    assertThat(labels(Scale.linear(3.5, 3.5))).containsExactly("3", "4");
    assertThat(labels(Scale.linear(0, 0))).containsExactly("0", "1");
    assertThat(labels(Scale.whole(7, 7))).containsExactly("7", "8");
    assertThat(Scale.whole(7, 7).at(7)).isZero();
    assertThat(Scale.logarithmic(3, 3).at(3)).isBetween(0.0, 1.0);
  }

  @Test
  void wholeNumbersHaveNoMarksBetweenThemAndNoRoomBeside() {
    assertThat(labels(Scale.whole(0, 3))).containsExactly("0", "1", "2", "3");
    Scale epochs = Scale.whole(1, 12);
    assertThat(labels(epochs)).containsExactly("2", "4", "6", "8", "10", "12");
    assertThat(epochs.at(1)).isZero();
    assertThat(epochs.at(12)).isEqualTo(1);
  }

  @Test
  void logarithmicScalesEndAtOneTwoOrFive() {
    Scale scale = Scale.logarithmic(3, 170);
    assertThat(labels(scale)).containsExactly("2", "5", "10", "20", "50", "100", "200");
    assertThat(scale.at(20)).isEqualTo(0.5, within(1e-12));
    assertThat(labels(Scale.logarithmic(0.5, 5000))).containsExactly("1", "10", "100", "1,000");
  }

  @Test
  void logarithmicScalesAreLabelledAtOneTwoAndFive() {
    assertThat(Scale.label(2000.0000000000002, 0.7)).isEqualTo("2,000");
    assertThat(Scale.label(5000, 0.7)).isEqualTo("5,000");
    assertThat(Scale.label(9999.999999999998, 0.7)).isEqualTo("10,000");
    assertThat(Scale.label(0.30000000000000004, 0.7)).isBlank();
    assertThat(Scale.label(0.05, 2)).isEqualTo("0.05");
    assertThat(Scale.label(0.2, 3.1)).isBlank(); // no room
    assertThat(Scale.label(0.1, 3.1)).isEqualTo("0.1");
  }
}
