package org.likeness.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.likeness.image.Image;

final class RandomViewTest {
  private static final Image IMAGE = Pictures.noise(40, 30, 1);

  @Test
  void theSameStreamGivesTheSameView() {
    RandomView view = new RandomView(Pictures.mocoV2(16));
    assertThat(view.shape()).containsExactly(3, 16, 16);
    float[] first = render(view, IMAGE, 3);
    assertThat(render(view, IMAGE, 3)).isEqualTo(first);
    assertThat(render(view, IMAGE, 4)).isNotEqualTo(first);
  }

  @Test
  void writesOnlyItsOwnRange() {
    RandomView view = new RandomView(Pictures.mocoV2(4));
    float[] out = new float[view.length() + 2];
    out[0] = 77;
    out[out.length - 1] = 78;
    view.render(IMAGE, Pictures.stream(1), out, 1);
    assertThat(out[0]).isEqualTo(77);
    assertThat(out[out.length - 1]).isEqualTo(78);
  }

  /** Changing one part leaves the crop, the flip and all other parts as they were. */
  @Test
  void strengthsDoNotMoveOtherDraws() {
    ViewOptions weak = Pictures.mocoV2(16);
    ViewOptions strong =
        weak.withJitter(new JitterOptions(1, 0.8, 0, 0.8, 0.2))
            .withGrayscale(0.9, true)
            .withBlur(new BlurOptions(1, 1, 9, BlurOptions.Kind.TRUE));
    for (int seed = 0; seed < 50; seed++) {
      DrawnView one = DrawnView.draw(weak.withSolarize(0.5, 128), IMAGE, Pictures.stream(seed));
      DrawnView other = DrawnView.draw(strong.withSolarize(0.5, 128), IMAGE, Pictures.stream(seed));
      assertThat(other.framing()).isEqualTo(one.framing());
      assertThat(other.flip()).isEqualTo(one.flip());
      Solarize solarize = new Solarize(128);
      assertThat(other.operations().contains(solarize))
          .isEqualTo(one.operations().contains(solarize));
    }
  }

  @Test
  void probabilitiesOfNoneAndAll() {
    ViewOptions none = ViewOptions.defaults(8);
    ViewOptions all =
        none.withFlip(1)
            .withJitter(new JitterOptions(1, 0.4, 0.4, 0.4, 0.1))
            .withGrayscale(1, true)
            .withBlur(new BlurOptions(1, 0.1, 2, BlurOptions.Kind.PIL))
            .withSolarize(1, 10);
    for (int seed = 0; seed < 100; seed++) {
      DrawnView nothing = DrawnView.draw(none, IMAGE, Pictures.stream(seed));
      assertThat(nothing.flip()).isFalse();
      assertThat(nothing.operations()).isEmpty();
      DrawnView everything = DrawnView.draw(all, IMAGE, Pictures.stream(seed));
      assertThat(everything.flip()).isTrue();
      assertThat(everything.operations()).hasSize(7);
      assertThat(everything.operations().get(0)).isEqualTo(new Grayscale());
      assertThat(everything.operations().subList(5, 7))
          .hasExactlyElementsOfTypes(BoxBlur.class, Solarize.class);
    }
  }

  @Test
  void greyscaleComesAfterTheJitterUnlessToldOtherwise() {
    ViewOptions after = Pictures.instDisc(8).withGrayscale(1, false);
    assertThat(DrawnView.draw(after, IMAGE, Pictures.stream(1)).operations())
        .hasSize(5)
        .last()
        .isEqualTo(new Grayscale());
  }

  /** 10,000 views; four standard errors of a share of 0.2 are 0.016. */
  @Test
  void sharesAndOrdersFollowTheOptions() {
    int grey = 0;
    int flips = 0;
    Set<List<Class<?>>> orders = new HashSet<>();
    ViewOptions options = Pictures.instDisc(8).withFlip(0.5);
    for (int seed = 0; seed < 10_000; seed++) {
      DrawnView view = DrawnView.draw(options, IMAGE, Pictures.stream(seed));
      grey += view.operations().contains(new Grayscale()) ? 1 : 0;
      flips += view.flip() ? 1 : 0;
      List<Class<?>> order = new java.util.ArrayList<>();
      view.operations().subList(0, 4).forEach(operation -> order.add(operation.getClass()));
      orders.add(order);
    }
    assertThat(grey / 1e4).isCloseTo(0.2, within(0.016));
    assertThat(flips / 1e4).isCloseTo(0.5, within(0.02));
    assertThat(orders).hasSize(24);
  }

  @Test
  void jitterStaysWithinItsStrengths() {
    JitterOptions options = new JitterOptions(1, 0.4, 1.5, 0, 0.25);
    double least = 9;
    double most = 0;
    for (int seed = 0; seed < 2000; seed++) {
      ColorJitter jitter = ColorJitter.draw(options, Pictures.stream(seed));
      assertThat(jitter.brightness()).isBetween(0.6, 1.4);
      assertThat(jitter.contrast()).isBetween(0.0, 2.5);
      assertThat(jitter.saturation()).isEqualTo(1);
      assertThat(jitter.hue()).isBetween(-0.25, 0.25);
      least = Math.min(least, jitter.brightness());
      most = Math.max(most, jitter.brightness());
    }
    assertThat(least).isLessThan(0.605);
    assertThat(most).isGreaterThan(1.395);
  }

  /**
   * A uniform image has no structure to lose: whatever the crop, the blur and the filter, it stays
   * uniform.
   */
  @Test
  void aUniformImageStaysUniform() {
    Image image = Pictures.uniform(23, 17, 200, 100, 50);
    ViewOptions options =
        ViewOptions.defaults(19)
            .withCrop(
                new CropOptions(
                    CropOptions.Kind.RANDOM_RESIZED, 0.1, 1, 2, 0, Filter.BICUBIC, false))
            .withFlip(0.5)
            .withBlur(new BlurOptions(0.5, 0.1, 9, BlurOptions.Kind.PIL));
    for (int seed = 0; seed < 20; seed++) {
      Image view = new RandomView(options).renderImage(image, Pictures.stream(seed));
      assertThat(view.rgb()).isEqualTo(Pictures.uniform(19, 19, 200, 100, 50).rgb());
    }
  }

  @Test
  void onePixelBecomesAnyView() {
    Image pixel = Pictures.uniform(1, 1, 255, 0, 10);
    float[] out =
        render(
            new RandomView(
                ViewOptions.defaults(5)
                    .withColour(
                        ViewOptions.Colour.RGB, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0))),
            pixel,
            1);
    for (int i = 0; i < 25; i++) {
      assertThat(out[i]).isEqualTo(1f);
      assertThat(out[25 + i]).isEqualTo(0f);
      assertThat(out[50 + i]).isCloseTo(10 / 255f, within(1e-7f));
    }
  }

  private static float[] render(View view, Image image, int seed) {
    float[] out = new float[view.length()];
    view.render(image, Pictures.stream(seed), out, 0);
    return out;
  }
}
