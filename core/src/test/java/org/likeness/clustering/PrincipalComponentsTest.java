package org.likeness.clustering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class PrincipalComponentsTest {
  @BeforeAll
  static void load() {
    Torch.require();
  }

  /** Points on a line through (1, 2, 3) along (2, -1, 0): one direction with variance. */
  private static Tensor line() {
    double[] rows = new double[5 * 3];
    for (int i = 0; i < 5; i++) {
      rows[3 * i] = 1 + 2 * (i - 2);
      rows[3 * i + 1] = 2 - (i - 2);
      rows[3 * i + 2] = 3;
    }
    return Tensors.of(rows, 5, 3);
  }

  @Test
  void aLineHasOneComponent() {
    PrincipalComponents found = PrincipalComponents.of(line(), 2);
    assertThat(Tensors.doubles(found.mean())).containsExactly(1, 2, 3);
    double[] variances = Tensors.doubles(found.variances());
    assertThat(variances[0]).isCloseTo(5 * 10 / 4.0, within(1e-9));
    assertThat(variances[1]).isCloseTo(0, within(1e-9));
    double[] first = Arrays.copyOf(Tensors.doubles(found.directions()), 3);
    assertThat(Math.abs(first[0])).isCloseTo(2 / Math.sqrt(5), within(1e-9));
    assertThat(first[1]).isCloseTo(-first[0] / 2, within(1e-9));
  }

  @Test
  void aDirectionWithoutVarianceIsNotBlownUp() {
    double[] white = Tensors.doubles(PrincipalComponents.of(line(), 3).whiten(line()));
    for (int i = 0; i < 5; i++) {
      assertThat(Math.abs(white[3 * i])).isCloseTo(Math.abs(i - 2) / Math.sqrt(2.5), within(1e-9));
      assertThat(white[3 * i + 1]).isEqualTo(0);
      assertThat(white[3 * i + 2]).isEqualTo(0);
    }
  }

  @Test
  void whitenedRowsHaveTheIdentityAsCovariance() {
    RandomStream random = new RandomSource(1).stream(Purpose.EVALUATION, 0, 0);
    double[] values = new double[200 * 4];
    for (int i = 0; i < values.length; i += 4) {
      double shared = random.nextGaussian();
      for (int j = 0; j < 4; j++) {
        values[i + j] = (j + 1) * (shared + 0.3 * random.nextGaussian()) + j;
      }
    }
    Tensor rows = Tensors.of(values, 200, 4);
    PrincipalComponents found = PrincipalComponents.of(rows, 4);
    double[] white = Tensors.doubles(found.whiten(rows));
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 4; b++) {
        double sum = 0;
        for (int i = 0; i < 200; i++) {
          sum += white[i * 4 + a] * white[i * 4 + b] / 199;
        }
        assertThat(sum).isCloseTo(a == b ? 1 : 0, within(1e-9));
      }
    }
  }

  @Test
  void badArgumentsAreNamed() {
    assertThatThrownBy(() -> PrincipalComponents.of(line(), 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("5 rows of 3 numbers cannot give 4 components");
  }

  /** Two points of the line that others were fitted to: the mean, and four steps from it. */
  @Test
  void otherRowsAreWhitenedByWhatWasFitted() {
    PrincipalComponents found = PrincipalComponents.of(line(), 2);
    double[] white =
        Tensors.doubles(found.whiten(Tensors.of(new double[] {1, 2, 3, 9, -2, 3}, 2, 3)));
    assertThat(white[0]).isCloseTo(0, within(1e-9));
    assertThat(Math.abs(white[2])).isCloseTo(4 / Math.sqrt(2.5), within(1e-9));
    assertThat(white[1]).isEqualTo(0);
    assertThat(white[3]).isEqualTo(0);
  }
}
