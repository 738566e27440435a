package org.likeness.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is drawn covers all of its range, on both sides. */
final class DrawsTest {
  private static final int DRAWS = 4000;

  @Test
  void hueTurnsBothWaysAlike() {
    JitterOptions options = new JitterOptions(1, 0, 0, 0, 0.2);
    double sum = 0;
    double least = 1;
    double most = -1;
    int positive = 0;
    for (int i = 0; i < DRAWS; i++) {
      double hue = ColorJitter.draw(options, Pictures.stream(i)).hue();
      sum += hue;
      least = Math.min(least, hue);
      most = Math.max(most, hue);
      positive += hue > 0 ? 1 : 0;
    }
    assertThat(least).isBetween(-0.2, -0.199);
    assertThat(most).isBetween(0.199, 0.2);
    assertThat(sum / DRAWS).isCloseTo(0, within(0.01)); // five standard errors
    assertThat(positive / (double) DRAWS).isCloseTo(0.5, within(0.04));
  }

  @Test
  void factorsOfTheJitterReachBothEnds() {
    JitterOptions options = new JitterOptions(1, 0.4, 0.4, 0.4, 0);
    double[] least = {9, 9, 9};
    double[] most = {-9, -9, -9};
    for (int i = 0; i < DRAWS; i++) {
      ColorJitter jitter = ColorJitter.draw(options, Pictures.stream(i));
      double[] factors = {jitter.brightness(), jitter.contrast(), jitter.saturation()};
      for (int f = 0; f < 3; f++) {
        least[f] = Math.min(least[f], factors[f]);
        most[f] = Math.max(most[f], factors[f]);
      }
    }
    for (int f = 0; f < 3; f++) {
      assertThat(least[f]).isBetween(0.6, 0.602);
      assertThat(most[f]).isBetween(1.398, 1.4);
    }
  }

  /** Uniform between its bounds, whichever kind of blur it is for. */
  @Test
  void theWidthOfTheBlurReachesBothEnds() {
    for (BlurOptions.Kind kind : BlurOptions.Kind.values()) {
      ViewOptions options = ViewOptions.defaults(8).withBlur(new BlurOptions(1, 0.5, 2.5, kind));
      double least = 9;
      double most = 0;
      double sum = 0;
      for (int i = 0; i < DRAWS; i++) {
        Operation blur =
            DrawnView.draw(options, Pictures.uniform(8, 8, 1, 2, 3), Pictures.stream(i))
                .operations()
                .get(0);
        double sigma = blur instanceof BoxBlur box ? box.sigma() : ((GaussianBlur) blur).sigma();
        assertThat(blur instanceof BoxBlur).isEqualTo(kind == BlurOptions.Kind.PIL);
        least = Math.min(least, sigma);
        most = Math.max(most, sigma);
        sum += sigma;
      }
      assertThat(least).isBetween(0.5, 0.51);
      assertThat(most).isBetween(2.49, 2.5);
      assertThat(sum / DRAWS).isCloseTo(1.5, within(0.05)); // five standard errors
    }
  }

  /** Every corner of every box size that occurs, so that no border is out of reach. */
  @Test
  void aCropReachesEveryPlaceThatItsSizeAllows() {
    Set<String> seen = new HashSet<>();
    Set<String> sizes = new HashSet<>();
    for (int i = 0; i < 20 * DRAWS; i++) {
      CropBox box =
          RandomResizedCrop.draw(CropOptions.randomResized(0.3, 1), 6, 5, Pictures.stream(i));
      sizes.add(box.width() + "x" + box.height());
      seen.add(box.width() + "x" + box.height() + "+" + box.left() + "+" + box.top());
    }
    int places = 0;
    for (String size : sizes) {
      String[] sides = size.split("x", -1);
      places += (6 - Integer.parseInt(sides[0]) + 1) * (5 - Integer.parseInt(sides[1]) + 1);
    }
    assertThat(sizes).hasSizeGreaterThan(4);
    assertThat(seen).hasSize(places);
  }

  /** An image of 10 by 5, resized to 8 by 4, has seven places across and three down for 2 by 2. */
  @Test
  void aRandomSquareReachesEveryPlaceOfTheResizedImage() {
    CropOptions options =
        new CropOptions(CropOptions.Kind.RANDOM, 1, 1, 1, 4, Filter.BILINEAR, false);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < DRAWS; i++) {
      Framing framing = Framing.draw(options, 2, 10, 5, Pictures.stream(i));
      assertThat(framing.left()).isBetween(0L, 6L);
      assertThat(framing.top()).isBetween(0L, 2L);
      seen.add(framing.left() + "+" + framing.top());
    }
    assertThat(seen).hasSize(7 * 3);
  }

  @Test
  void theTapsOfAGaussianAreATenthOfTheSideMadeOdd() {
    int[][] expected = {{224, 23}, {96, 9}, {32, 3}, {20, 3}, {19, 1}, {40, 5}};
    for (int[] pair : expected) {
      GaussianBlur blur = GaussianBlur.forSide(5, pair[0]); // no tap is negligible
      assertThat(blur.taps()).as("side %d", pair[0]).isEqualTo(pair[1]);
      assertThat(blur.kernel()).hasSize(pair[1]);
    }
  }
}
