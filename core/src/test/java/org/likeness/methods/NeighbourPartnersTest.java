package org.likeness.methods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.data.Plan;
import org.likeness.method.Epoch;
import org.likeness.random.RandomSource;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

final class NeighbourPartnersTest {
  private static final float[][] FEATURES = {{1, 0}, {0, 1}, {2, 0.1f}, {0, 0}, {0.1f, 3}};

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static Epoch epoch(int number) {
    return new Epoch(number, 9, () -> FEATURES);
  }

  @Test
  void eachImageIsItsOwnPartnerUntilNeighboursAreFound() {
    NeighbourPartners partners = new NeighbourPartners(5, 1, new RandomSource(1));
    Plan plan = partners.plan(epoch(0), Plan.of(new int[] {4, 0, 3, 1, 2}));
    assertThat(plan.partners()).containsExactly(4, 0, 3, 1, 2);
  }

  @Test
  void partnersAreTheNearestByCosineAndAnUnreadableImageItsOwn() {
    NeighbourPartners partners = new NeighbourPartners(5, 1, new RandomSource(1));
    partners.find(FEATURES);
    assertThat(Tensors.longs(partners.tensor())).containsExactly(2, 4, 0, 3, 1);
    Plan plan = partners.plan(epoch(0), Plan.of(new int[] {4, 0, 3, 1, 2}));
    assertThat(plan.indices()).containsExactly(4, 0, 3, 1, 2);
    assertThat(plan.partners()).containsExactly(1, 2, 3, 4, 0);
  }

  /** 1,000 draws at 0.5: three standard deviations are 47. */
  @Test
  void aNeighbourIsShownWithTheProbabilityAndOthersInTheNextEpoch() {
    int n = 1000;
    float[][] features = new float[n][];
    for (int i = 0; i < n; i++) {
      features[i] = new float[] {(float) Math.cos(i), (float) Math.sin(i)};
    }
    NeighbourPartners partners = new NeighbourPartners(n, 0.5, new RandomSource(1));
    partners.find(features);
    Plan all = Plan.of(IntStream.range(0, n).toArray());
    int[] first = partners.plan(epoch(0), all).partners();
    assertThat(IntStream.range(0, n).filter(i -> first[i] != i).count()).isBetween(453L, 547L);
    assertThat(partners.plan(epoch(0), all).partners()).containsExactly(first);
    assertThat(partners.plan(epoch(1), all).partners()).isNotEqualTo(first);
  }

  @Test
  void oneImageHasNoNeighbour() {
    NeighbourPartners partners = new NeighbourPartners(1, 1, new RandomSource(1));
    partners.find(new float[][] {{1, 0}});
    assertThat(partners.plan(epoch(0), Plan.of(new int[] {0})).partners()).containsExactly(0);
  }
}
