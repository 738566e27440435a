package org.likeness.data.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.likeness.augment.Views;
import org.likeness.data.Batch;
import org.likeness.data.FakeDataset;
import org.likeness.data.FakeView;
import org.likeness.data.Plan;
import org.likeness.random.RandomSource;
import org.likeness.torch.Scope;
import org.likeness.torch.Tensors;
import org.likeness.torch.Torch;

/** Two views of an image are drawn apart: equal ones would teach a method of two views nothing. */
final class ViewsDifferTest {
  private static final int IMAGES = 6;
  private static final int LENGTH = 3 * 4 * 4;

  @BeforeAll
  static void load() {
    Torch.require();
  }

  private static float[][] views(int epoch) {
    return views(Plan.of(IntStream.range(0, IMAGES).toArray()), epoch);
  }

  private static float[][] views(Plan plan, int epoch) {
    Views two = Views.of(new FakeView(4, false), new FakeView(4, false));
    try (Loader loader =
            new Loader(
                new FakeDataset(IMAGES),
                two,
                LoaderOptions.everyImage(IMAGES),
                new RandomSource(3));
        LoaderEpoch open = loader.open(plan, epoch, 0);
        Scope scope = Scope.open()) {
      Batch batch = open.next().orElseThrow();
      return new float[][] {Tensors.floats(batch.view(0)), Tensors.floats(batch.view(1))};
    }
  }

  @Test
  void everyRandomNumberOfTwoViewsDiffers() {
    float[][] views = views(0);
    for (int i = 0; i < views[0].length; i++) {
      if (i % LENGTH == 0) { // the first value of an image is its first byte in both
        assertThat(views[0][i]).isEqualTo(views[1][i]);
      } else {
        assertThat(views[0][i]).as("value %d", i).isNotEqualTo(views[1][i]);
      }
    }
  }

  @Test
  void imagesAndEpochsDifferToo() {
    float[][] first = views(0);
    float[][] second = views(1);
    assertThat(views(0)[0]).containsExactly(first[0]);
    for (int i = 1; i < LENGTH; i++) {
      assertThat(first[0][i]).isNotEqualTo(first[0][LENGTH + i]);
      assertThat(first[0][i]).isNotEqualTo(second[0][i]);
      assertThat(second[0][i]).isNotEqualTo(first[1][i]);
    }
  }

  /** A plan that visits an image several times, as balanced sampling does. */
  @Test
  void eachVisitOfAnImageHasItsOwnViews() {
    float[][] visits = views(Plan.of(new int[] {2, 5, 2, 2}), 0);
    float[][] once = views(Plan.of(new int[] {2}), 0);
    for (int i = 1; i < LENGTH; i++) {
      assertThat(visits[0][i]).isEqualTo(once[0][i]);
      assertThat(visits[0][i]).isNotEqualTo(visits[0][2 * LENGTH + i]);
      assertThat(visits[0][2 * LENGTH + i]).isNotEqualTo(visits[0][3 * LENGTH + i]);
      assertThat(visits[1][i]).isNotEqualTo(visits[0][2 * LENGTH + i]);
    }
  }
}
