package org.likeness.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RandomStreamTest {
  /** Known answers of Philox4x32-10 from the Random123 distribution (kat_vectors). */
  @Test
  void philoxMatchesItsPublishedVectors() {
    int[] out = new int[4];
    RandomStream.philox(0, 0, 0, 0, 0, 0, out);
    assertThat(out).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
    RandomStream.philox(-1, -1, -1, -1, -1, -1, out);
    assertThat(out).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
    RandomStream.philox(
        0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, out);
    assertThat(out).containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
  }

  @Test
  void aStreamIsNamedByWhatItIsFor() {
    RandomSource source = new RandomSource(7);
    Set<Long> firsts = new HashSet<>();
    for (Purpose purpose : Purpose.values()) {
      for (int part = 0; part < 3; part++) {
        for (int epoch = 0; epoch < 5; epoch++) {
          for (int item = 0; item < 20; item++) {
            firsts.add(source.stream(purpose, part, epoch, item).nextLong());
          }
        }
      }
    }
    assertThat(firsts).hasSize(Purpose.values().length * 3 * 5 * 20);
    assertThat(new RandomSource(7).stream(Purpose.ORDER, 1, 2).nextLong())
        .isEqualTo(source.stream(Purpose.ORDER, 1, 2).nextLong())
        .isNotEqualTo(new RandomSource(8).stream(Purpose.ORDER, 1, 2).nextLong());
  }

  @Test
  void purposesKeepTheirCodes() {
    assertThat(Arrays.stream(Purpose.values()).mapToInt(p -> p.code))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void uniformAndGaussianHaveTheirMoments() {
    RandomStream random = new RandomSource(3).stream(Purpose.SAMPLING, 0, 0);
    int n = 200_000;
    double mean = 0;
    double square = 0;
    double normal = 0;
    double normalSquare = 0;
    for (int i = 0; i < n; i++) {
      double u = random.nextDouble();
      double g = random.nextGaussian();
      assertThat(u).isBetween(0.0, Math.nextDown(1.0));
      mean += u / n;
      square += u * u / n;
      normal += g / n;
      normalSquare += g * g / n;
    }
    // Five standard errors of each mean.
    assertThat(mean).isCloseTo(0.5, within(5 * 0.289 / Math.sqrt(n)));
    assertThat(square).isCloseTo(1 / 3.0, within(5 * 0.298 / Math.sqrt(n)));
    assertThat(normal).isCloseTo(0, within(5 / Math.sqrt(n)));
    assertThat(normalSquare).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
  }

  @Test
  void quickGaussiansAreTheStrictOnesToTheLastBit() {
    for (double scale : new double[] {1, 0.0736, 1e-3}) {
      RandomStream quick = new RandomSource(5).stream(Purpose.WEIGHTS, 0, 0);
      RandomStream strict = new RandomSource(5).stream(Purpose.WEIGHTS, 0, 0);
      for (int i = 0; i < 300_000; i++) {
        float expected = (float) (scale * strict.nextGaussian());
        if (Float.floatToRawIntBits(quick.nextGaussian(scale))
            != Float.floatToRawIntBits(expected)) {
          fail("value %d at scale %s is not %s", i, scale, expected);
        }
      }
    }
  }

  @Test
  void quickGaussiansAreNotTrustedNearTheMiddleBetweenTwoFloats() {
    for (float value : new float[] {1, -1, 0.0736f, Math.nextDown(2f), -3e-5f, 1e30f}) {
      double middle = ((double) value + Math.nextAfter(value, 2.0 * value)) / 2;
      double unit = Math.ulp(middle);
      for (int units = -63; units <= 63; units++) {
        assertThat(RandomStream.isNearMiddle(middle + units * unit)).isTrue();
      }
      assertThat(RandomStream.isNearMiddle(middle + 64 * unit)).isFalse();
      assertThat(RandomStream.isNearMiddle(middle - 64 * unit)).isFalse();
      assertThat(RandomStream.isNearMiddle(value)).isFalse();
    }
    assertThat(RandomStream.isNearMiddle(0)).isTrue();
    assertThat(RandomStream.isNearMiddle(1e-40)).isTrue();
  }

  @Test
  void shuffleIsAPermutationAndEveryPlaceIsReached() {
    int[] firstPlace = new int[5];
    for (int item = 0; item < 5000; item++) {
      int[] values = {0, 1, 2, 3, 4};
      new RandomSource(1).stream(Purpose.ORDER, 0, item).shuffle(values);
      firstPlace[values[0]]++;
      assertThat(Arrays.stream(values).sorted()).containsExactly(0, 1, 2, 3, 4);
    }
    // Expected 1,000 each with a standard deviation of 28.
    assertThat(Arrays.stream(firstPlace)).allMatch(count -> count >= 850 && count <= 1150);
  }

  @Test
  void boundsAreChecked() {
    RandomSource source = new RandomSource(0);
    assertThatThrownBy(() -> source.stream(Purpose.ORDER, 0, 0).nextInt(0))
        .hasMessage("bound must be positive but is 0");
    assertThatThrownBy(() -> source.stream(Purpose.ORDER, 1 << 24, 0, 0))
        .hasMessageContaining("part must be in [0, 2^24)");
  }
}
