package org.likeness.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Every option has a range, and the message begins with the name that a recipe writes. */
final class AugmentOptionsTest {
  private static final ViewOptions VIEW = ViewOptions.defaults(32);

  @Test
  void defaultsSwitchEverythingOffButTheCrop() {
    assertThat(VIEW.crop())
        .isEqualTo(new CropOptions("random-resized", 0.2, 1, 4.0 / 3, 0, "bilinear", false));
    assertThat(
            List.of(
                VIEW.flip(),
                VIEW.jitter().probability(),
                VIEW.grayscale(),
                VIEW.blur().probability(),
                VIEW.solarize()))
        .containsOnly(0.0);
    assertThat(VIEW.colour()).isEqualTo("rgb");
  }

  @Test
  void crop() {
    refused(
        "kind must be one of random-resized, random, centre but is middle",
        () -> crop("middle", 0.2, 1, 1, 0, "bilinear"));
    refused(
        "min must be in (0, 1] but is 0.0", () -> crop("random-resized", 0, 1, 1, 0, "bilinear"));
    refused(
        "max must be in [0.5, 1] but is 0.4",
        () -> crop("random-resized", 0.5, 0.4, 1, 0, "bilinear"));
    refused("max must be", () -> crop("random-resized", 0.5, Double.NaN, 1, 0, "bilinear"));
    refused(
        "aspect must be in [1, 1000] but is 0.75",
        () -> crop("random-resized", 0.5, 1, 0.75, 0, "bilinear"));
    refused(
        "resize must be in [0, 65536] but is -1", () -> crop("random", 0.5, 1, 1, -1, "bilinear"));
    refused(
        "filter must be one of bilinear, bicubic but is nearest",
        () -> crop("random", 0.5, 1, 1, 40, "nearest"));
  }

  @Test
  void jitter() {
    refused("probability must be in [0, 1] but is 1.5", () -> new JitterOptions(1.5, 0, 0, 0, 0));
    refused(
        "brightness must be 0 or more and finite but is -1",
        () -> new JitterOptions(1, -1, 0, 0, 0));
    refused("contrast must be", () -> new JitterOptions(1, 0, Double.NaN, 0, 0));
    refused("saturation must be", () -> new JitterOptions(1, 0, 0, Double.POSITIVE_INFINITY, 0));
    refused("hue must be in [0, 0.5] but is 0.6", () -> new JitterOptions(1, 0, 0, 0, 0.6));
  }

  @Test
  void blur() {
    refused("probability must be", () -> new BlurOptions(-0.1, 0.1, 2, "pil"));
    refused(
        "sigma-min must be positive and finite but is 0.0", () -> new BlurOptions(0, 0, 2, "pil"));
    refused("sigma-max must be in [2, 1000] but is 1", () -> new BlurOptions(0, 2, 1, "pil"));
    refused("kind must be one of true, pil but is box", () -> new BlurOptions(0, 1, 2, "box"));
  }

  @Test
  void view() {
    refused("size must be in [1, 16384] but is 0", () -> ViewOptions.defaults(0));
    refused("flip must be in [0, 1] but is 2", () -> VIEW.withFlip(2));
    refused("grayscale must be in [0, 1] but is -1", () -> VIEW.withGrayscale(-1, false));
    refused("solarize must be in [0, 1]", () -> VIEW.withSolarize(Double.NaN, 128));
    refused("solarize-threshold must be in [0, 255] but is 256", () -> VIEW.withSolarize(0.2, 256));
    refused(
        "colour must be one of rgb, lab but is hsv",
        () -> VIEW.withColour("hsv", VIEW.mean(), VIEW.std()));
    refused(
        "mean must be three finite numbers",
        () -> VIEW.withColour("rgb", List.of(0.5), VIEW.std()));
    refused(
        "std must be three positive numbers",
        () -> VIEW.withColour("rgb", VIEW.mean(), List.of(0.0, 1.0, 1.0)));
    refused(
        "resize must be at least the size of the view, 32,",
        () -> VIEW.withCrop(crop("centre", 0.2, 1, 1, 31, "bilinear")));
  }

  private static CropOptions crop(
      String kind, double min, double max, double aspect, int resize, String filter) {
    return new CropOptions(kind, min, max, aspect, resize, filter, false);
  }

  private static void refused(String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
