package org.likeness.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.likeness.random.RandomStream;

final class RandomResizedCropTest {
  private static final CropOptions OPTIONS = CropOptions.randomResized(0.2, 0.8);

  /**
   * 20,000 boxes of a square: the mean of the area is that of its law, the aspect is symmetric on a
   * logarithmic scale.
   */
  @Test
  void areaAndAspectFollowTheirLaws() {
    int boxes = 20_000;
    double area = 0;
    double squared = 0;
    double logAspect = 0;
    for (int i = 0; i < boxes; i++) {
      CropBox box =
          RandomResizedCrop.draw(
              CropOptions.randomResized(0.1, 0.5), 1000, 1000, Pictures.stream(i));
      double share = box.width() * box.height() / 1e6;
      assertThat(share).isBetween(0.099, 0.501);
      double ratio = (double) box.width() / box.height();
      assertThat(ratio).isBetween(0.745, 1.342);
      area += share / boxes;
      squared += share * share / boxes;
      logAspect += Math.log(ratio) / boxes;
    }
    // standard errors: 0.0008 for the mean, 0.0012 for the mean of the logarithm
    assertThat(area).isCloseTo(0.3, within(0.004));
    assertThat(squared - area * area).isCloseTo(0.4 * 0.4 / 12, within(0.0006));
    assertThat(logAspect).isCloseTo(0, within(0.006));
  }

  @Test
  void everyPlaceIsReached() {
    boolean left = false;
    boolean right = false;
    boolean top = false;
    boolean bottom = false;
    for (int i = 0; i < 2000; i++) {
      CropBox box = RandomResizedCrop.draw(OPTIONS, 12, 9, Pictures.stream(i));
      assertThat(box.left() + box.width()).isLessThanOrEqualTo(12);
      assertThat(box.top() + box.height()).isLessThanOrEqualTo(9);
      left |= box.left() == 0;
      right |= box.left() + box.width() == 12;
      top |= box.top() == 0;
      bottom |= box.top() + box.height() == 9;
    }
    assertThat(new boolean[] {left, right, top, bottom}).containsOnly(true);
  }

  /** No box of at least half the area and aspect of at most 4/3 fits into a strip. */
  @Test
  void theCentreWhereNothingFits() {
    CropOptions half = CropOptions.randomResized(0.5, 1);
    assertThat(RandomResizedCrop.draw(half, 300, 30, Pictures.stream(1)))
        .isEqualTo(new CropBox(130, 0, 40, 30));
    assertThat(RandomResizedCrop.draw(half, 30, 300, Pictures.stream(1)))
        .isEqualTo(new CropBox(0, 130, 30, 40));
    assertThat(RandomResizedCrop.draw(half, 1, 50, Pictures.stream(1)))
        .isEqualTo(new CropBox(0, 24, 1, 1));
    assertThat(RandomResizedCrop.draw(half, 1, 1, Pictures.stream(1)))
        .isEqualTo(CropBox.whole(1, 1));
  }

  @Test
  void takesTheSameNumberOfDrawsWhicheverTryFits() {
    RandomStream easy = Pictures.stream(5);
    RandomStream hard = Pictures.stream(5);
    RandomResizedCrop.draw(OPTIONS, 100, 100, easy);
    RandomResizedCrop.draw(CropOptions.randomResized(0.9, 1), 10, 700, hard);
    assertThat(easy.nextLong()).isEqualTo(hard.nextLong());
  }
}
